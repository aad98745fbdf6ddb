package dev.gregor.node.settings;

import java.time.Duration;
import java.util.List;

/**
 * How HTTP is served.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param maxBodyBytes the largest body of a request
 * @param queryTimeout how long a query waits for a position
 * @param maxStreams how many streams of live events may be open at once
 * @param maxRowStreams how many streams of live rows may be open at once
 * @param maxBatch how many commands one request may have
 * @param corsOrigins the origins whose pages may ask in a browser; {@code *} for all
 * @param protection who may ask what, and how often
 */
public record HttpSettings(
        String host,
        int port,
        int maxBodyBytes,
        Duration queryTimeout,
        int maxStreams,
        int maxRowStreams,
        int maxBatch,
        List<String> corsOrigins,
        HttpProtection protection) {

    /** Copies the origins. */
    public HttpSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
