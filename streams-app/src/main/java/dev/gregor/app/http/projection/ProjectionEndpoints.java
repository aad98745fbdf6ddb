package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.Shown;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.projection.query.QueryGateway;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Answers from read models. */
public final class ProjectionEndpoints {

    private static final int DEFAULT_LIMIT = 100;

    private final Api api;
    private final Executor executor;

    /** Answers on this executor. */
    public ProjectionEndpoints(Api api, Executor executor) {
        this.api = api;
        this.executor = executor;
    }

    /** The row with a key. */
    public CompletableFuture<Reply> row(Context request) {
        QueryGateway queries = api.backend().queries(request);
        String name = request.pathParam("name");
        String key = request.pathParam("key");
        return Positions.of(request, api.aggregates().keySet())
                .ask(after -> queries.get(name, key, after))
                .thenApplyAsync(answer -> answer.match(new AnswerReply<>(Shown::row)), executor);
    }

    /** A page of rows. */
    public CompletableFuture<Reply> page(Context request) {
        QueryGateway queries = api.backend().queries(request);
        String name = request.pathParam("name");
        RowRange range = range(request);
        return Positions.of(request, api.aggregates().keySet())
                .ask(after -> queries.page(name, range, after))
                .thenApplyAsync(answer -> answer.match(new AnswerReply<>(ProjectionEndpoints::json)), executor);
    }

    /** Rows of one partition, for another instance. */
    public CompletableFuture<Reply> partition(Context request) {
        return api.backend()
                .node()
                .readModels()
                .rowsHere()
                .rows(RowExchange.query(request))
                .thenApplyAsync(answer -> answer.match(new AnswerReply<>(RowExchange::json)), executor);
    }

    private static RowRange range(Context request) {
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, RowRange.MAX_LIMIT);
        @Nullable String cursor = Params.text(request, "cursor");
        try {
            return RowRange.all()
                    .withFrom(Params.text(request, "from"))
                    .withTo(Params.text(request, "to"))
                    .withPrefix(Params.text(request, "prefix"))
                    .withLimit(limit)
                    .withCursor(cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", cursor, "the cursor of the page before, unchanged");
        }
    }

    private static ObjectNode json(RowPage page) {
        ObjectNode body = Json.object();
        ArrayNode rows = body.putArray("rows");
        page.rows().forEach(row -> rows.add(Shown.row(row)));
        return body.put("cursor", page.cursor());
    }
}
