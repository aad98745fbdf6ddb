package dev.gregor.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.client.http.Answer;
import dev.gregor.client.http.BrokenAnswerException;
import dev.gregor.client.http.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one event stream is about, and how far it was read. Confined to one thread.
 *
 * @param <T> what its messages are read as
 */
public interface Messages<T> {

    /** The path of the stream from where it was read to. */
    Path path();

    /** The last event id to send with it; null for none. */
    @Nullable
    String lastEventId();

    /** How long nothing may come, not even a heartbeat, before the connection counts as broken. */
    Duration longestSilence();

    /**
     * Reads a message; empty if it is not for the subscriber.
     *
     * @throws BrokenAnswerException if the stream is to be asked for again from where it was read to, at another instance
     * @throws dev.gregor.failure.GregorException if nothing can follow
     */
    Optional<T> read(ServerSentEvent message);

    /** The JSON of a message; throws {@link BrokenAnswerException} if it is none. */
    static JsonNode json(ServerSentEvent message) {
        return Answer.json(message.data());
    }
}
