package dev.gregor.app.http.aggregate;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.failure.TransientException;
import dev.gregor.node.access.LocalLog;
import dev.gregor.node.access.PositionedLog;
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

    /** Waits at most this long for a position, and answers waiting requests on this executor. */
    public PositionedRead(Api api, Duration timeout, Executor executor) {
        this.api = api;
        this.timeout = timeout;
        this.executor = executor;
    }

    /**
     * Reads once the log has come to the position that the request names for the partition; without one, to what the
     * instance that was asked has acknowledged for the partition of the aggregate, or when the time is up.
     */
    public CompletableFuture<Reply> until(
            Context request, Backend backend, String type, String aggregateId, Supplier<Reply> read) {
        LocalLog log = backend.node().log();
        int partition = log.partition(aggregateId);
        Positions requested = Positions.of(request, api.aggregates().keySet());
        boolean isRequested = !requested.all().isEmpty();
        Optional<Position> position =
                isRequested ? requested.in(type, partition) : acknowledged(request, log, type, partition);
        Optional<String> elsewhere = log.elsewhere(type, aggregateId);
        if (elsewhere.isPresent()) {
            return forward(request, backend.peers(), elsewhere.get(), position);
        }
        return new PositionedLog(log, executor)
                .read(position, events -> read.get(), late -> late(late, isRequested, read));
    }

    private Reply late(Position position, boolean isRequested, Supplier<Reply> read) {
        if (isRequested) {
            throw Problem.notCaughtUp("The event log", position, timeout);
        }
        return read.get();
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

    private static Optional<Position> acknowledged(Context request, LocalLog log, String type, int partition) {
        return Optional.ofNullable(request.header(ACKNOWLEDGED))
                .map(token -> Positions.parse(ACKNOWLEDGED, token))
                .filter(there -> concerns(there, type, partition))
                .or(() -> log.acknowledged(type, partition));
    }
}
