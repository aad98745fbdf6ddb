package dev.gregor.node.access;

import dev.gregor.event.log.EventStore;
import dev.gregor.position.Position;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Reads the part of the event log that is in this node, once it has come to a position. Thread-safe.
 *
 * @param log that part
 * @param executor reads what had to wait
 */
public record PositionedLog(LocalLog log, Executor executor) {

    /**
     * Reads as soon as the log has come to a position; at once without one. The future fails with what the reading throws.
     *
     * @param late answers if it did not come to the position in time
     */
    public <T> CompletableFuture<T> read(
            Optional<Position> after, Function<EventStore, T> reading, Function<Position, T> late) {
        CompletableFuture<Boolean> reached =
                after.map(log::reached).orElseGet(() -> CompletableFuture.completedFuture(true));
        Function<Boolean, T> answer = inTime -> inTime ? reading.apply(log.events()) : late.apply(after.orElseThrow());
        return reached.isDone() ? reached.thenApply(answer) : reached.thenApplyAsync(answer, executor);
    }
}
