package dev.gregor.app.http.aggregate;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.PageParameters;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.instance.IdExchange;
import dev.gregor.event.log.IdQuery;
import dev.gregor.failure.FailureCause;
import dev.gregor.node.access.AggregateIds;
import dev.gregor.position.NotReachedException;
import dev.gregor.projection.query.RowRange;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Answers which aggregates of a type there are. */
public final class IdEndpoints {

    private final Api api;
    private final Duration timeout;

    /** Answers for what is served. */
    public IdEndpoints(Api api, Duration timeout) {
        this.api = api;
        this.timeout = timeout;
    }

    /** A page of ids, of all instances. */
    public CompletableFuture<Reply> page(Context request) {
        String type = api.aggregate(request.pathParam("type")).type();
        RowRange range = PageParameters.range(request);
        Positions positions = Positions.of(request, api.aggregates().keySet());
        Backend backend = api.backend();
        return new AggregateIds(backend.node().log(), backend.peers().idsOnBehalfOf(request))
                .page(type, range, partition -> positions.in(type, partition))
                .thenApply(page -> Reply.json(IdExchange.json(page.ids()).put("cursor", page.cursor())))
                .exceptionally(this::refused);
    }

    /** Ids of one partition, for another instance. */
    public CompletableFuture<Reply> partition(Context request) {
        IdQuery query = IdExchange.query(request);
        api.aggregate(query.aggregateType());
        Backend backend = api.backend();
        return new AggregateIds(backend.node().log(), backend.peers())
                .here(query)
                .thenApply(ids -> Reply.json(IdExchange.json(ids)))
                .exceptionally(this::refused);
    }

    private Reply refused(Throwable failure) {
        Throwable cause = FailureCause.of(failure);
        if (cause instanceof NotReachedException late) {
            return Problem.notCaughtUp("The event log", late.position(), timeout)
                    .reply();
        }
        throw new CompletionException(cause);
    }
}
