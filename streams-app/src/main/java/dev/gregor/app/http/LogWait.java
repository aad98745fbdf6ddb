package dev.gregor.app.http;

import dev.gregor.position.Position;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Waits for the event log before it is read. */
final class LogWait {

    private final Acknowledged acknowledged;
    private final Duration timeout;
    private final Executor executor;

    LogWait(Acknowledged acknowledged, Duration timeout, Executor executor) {
        this.acknowledged = acknowledged;
        this.timeout = timeout;
        this.executor = executor;
    }

    /**
     * Reads once the log has come to the position that the request names; without one, to what this process has
     * acknowledged for the partition of the aggregate, or when the time is up.
     */
    CompletableFuture<Reply> until(
            Context request, Backend backend, String type, String aggregateId, Supplier<Reply> read) {
        Position asked = Params.after(request);
        int partition = backend.partitionOf().applyAsInt(aggregateId);
        Optional<Position> position = asked != null ? Optional.of(asked) : acknowledged.last(type, partition);
        if (position.isEmpty()) {
            return read.get().now();
        }
        CompletableFuture<Boolean> reached =
                backend.logPositions().await(position.get().partition(), position.get(), timeout);
        if (reached.isDone() && reached.join()) {
            return read.get().now();
        }
        return reached.thenApplyAsync(inTime -> answer(inTime || asked == null, position.get(), read), executor);
    }

    private Reply answer(boolean current, Position position, Supplier<Reply> read) {
        if (!current) {
            throw notCaughtUp("The event log", position, timeout);
        }
        return read.get();
    }

    static Problem notCaughtUp(String what, Position position, Duration waited) {
        String detail = "%s did not come to position %s within %d ms; ask again, or without the position"
                .formatted(what, position.token(), waited.toMillis());
        return new Problem(ProblemType.NOT_CAUGHT_UP, detail).with(json -> json.put("position", position.token()));
    }
}
