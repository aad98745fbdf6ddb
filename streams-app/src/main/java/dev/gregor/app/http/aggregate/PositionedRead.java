package dev.gregor.app.http.aggregate;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.failure.TransientException;
import dev.gregor.position.Position;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Reads the event log where an aggregate is, once it has come far enough there. */
public final class PositionedRead {

    private static final String ACKNOWLEDGED = "Gregor-Acknowledged";

    private final Api api;
    private final Duration timeout;
    private final Executor executor;

    /** Waits so long for a position, and answers what waited on this executor. */
    public PositionedRead(Api api, Duration timeout, Executor executor) {
        this.api = api;
        this.timeout = timeout;
        this.executor = executor;
    }

    /**
     * Reads once the log has come to the position that the request names for the partition; without one, to what the instance that was
     * asked has acknowledged for the partition of the aggregate, or when the time is up.
     */
    public CompletableFuture<Reply> until(
            Context request, Backend backend, String type, String aggregateId, Supplier<Reply> read) {
        int partition = backend.partitionOf().applyAsInt(aggregateId);
        Positions asked = Positions.of(request, api.aggregates().keySet());
        boolean isAsked = !asked.all().isEmpty();
        Optional<Position> position =
                isAsked ? asked.in(type, partition) : acknowledged(request, backend, type, partition);
        Optional<String> elsewhere = backend.instances().logElsewhere().apply(type, aggregateId);
        if (elsewhere.isPresent()) {
            return forward(request, backend.instances().peers(), elsewhere.get(), position);
        }
        if (position.isEmpty()) {
            return read.get().now();
        }
        CompletableFuture<Boolean> reached = backend.logPositions().await(partition, position.get(), timeout);
        if (reached.isDone() && reached.join()) {
            return read.get().now();
        }
        return reached.thenApplyAsync(inTime -> answer(inTime || !isAsked, position.get(), read), executor);
    }

    private static CompletableFuture<Reply> forward(
            Context request, Peers peers, String instance, Optional<Position> position) {
        if (Peers.isForwarded(request)) {
            throw new TransientException("The aggregate moves to " + instance + "; try again");
        }
        return peers.forward(
                request,
                instance,
                position.map(each -> Map.of(ACKNOWLEDGED, each.token())).orElse(Map.of()));
    }

    /** What happens in other partitions changes nothing of the aggregate. */
    private static boolean concerns(Position position, String type, int partition) {
        return position.partition() == partition && position.aggregateType().equals(type);
    }

    private static Optional<Position> acknowledged(Context request, Backend backend, String type, int partition) {
        return Optional.ofNullable(request.header(ACKNOWLEDGED))
                .map(token -> Positions.parse(ACKNOWLEDGED, token))
                .filter(there -> concerns(there, type, partition))
                .or(() -> backend.acknowledged().last(type, partition));
    }

    private Reply answer(boolean current, Position position, Supplier<Reply> read) {
        if (!current) {
            throw Problem.notCaughtUp("The event log", position, timeout);
        }
        return read.get();
    }
}
