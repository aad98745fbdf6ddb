package dev.gregor.client.stream;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message of an event stream (HTML standard, 9.2).
 *
 * @param id the last event id from now on; null if the message does not say
 * @param event the type of the message
 * @param data the data; empty if the message only sets the id
 */
public record ServerSentEvent(@Nullable String id, String event, String data) {

    /** Before its first line. */
    private static final ServerSentEvent EMPTY = new ServerSentEvent(null, "message", "");

    /**
     * Reads the next message. One that is cut off does not count.
     *
     * @throws EOFException at the end of the stream
     */
    static ServerSentEvent read(BufferedReader lines) throws IOException {
        ServerSentEvent message = EMPTY;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                message = message.with(line);
            } else if (message.id != null || !message.data.isEmpty()) {
                return message;
            }
        }
        throw new EOFException("the stream has ended");
    }

    /** A line without a colon has an empty value, one that begins with a colon is a comment. */
    private ServerSentEvent with(String line) {
        int colon = line.indexOf(':');
        String value = colon < 0 ? "" : line.substring(colon + 1);
        String plain = value.startsWith(" ") ? value.substring(1) : value;
        return switch (colon < 0 ? line : line.substring(0, colon)) {
            case "id" -> new ServerSentEvent(plain, event, data);
            case "event" -> new ServerSentEvent(id, plain, data);
            case "data" -> new ServerSentEvent(id, event, data.isEmpty() ? plain : data + '\n' + plain);
            default -> this;
        };
    }
}
