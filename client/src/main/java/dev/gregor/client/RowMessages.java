package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.client.http.Path;
import dev.gregor.client.problem.Problem;
import dev.gregor.client.problem.ProblemException;
import dev.gregor.client.stream.Messages;
import dev.gregor.client.stream.ServerSentEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The states of one row. A stream begins with the row as it is, which is not told again if the subscriber knows it.
 *
 * @param <R> the class of the row
 */
final class RowMessages<R> implements Messages<Optional<R>> {

    /** A heartbeat comes every 15 seconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);

    private final Path path;
    private final Function<JsonNode, R> row;
    private Optional<Optional<R>> last = Optional.empty();

    RowMessages(Path path, Function<JsonNode, R> row) {
        this.path = path;
        this.row = row;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public @Nullable String lastEventId() {
        return null;
    }

    @Override
    public Duration longestSilence() {
        return LONGEST_SILENCE;
    }

    @Override
    public Optional<Optional<R>> read(ServerSentEvent message) {
        JsonNode json = Messages.json(message);
        if (message.event().equals("unreadable")) {
            throw new ProblemException(Problem.of(json, 500));
        }
        Optional<R> read = Received.required(json, "value").isNull() ? Optional.empty() : Optional.of(row.apply(json));
        if (last.equals(Optional.of(read))) {
            return Optional.empty();
        }
        last = Optional.of(read);
        return last;
    }
}
