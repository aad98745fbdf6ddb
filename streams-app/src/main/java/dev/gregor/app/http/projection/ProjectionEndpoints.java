package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.PageParameters;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.Shown;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers from read models. */
public final class ProjectionEndpoints {

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

    /** A page of rows, and how many there are if that is asked for. */
    public CompletableFuture<Reply> page(Context request) {
        QueryGateway queries = api.backend().queries(request);
        String name = request.pathParam("name");
        RowRange range = PageParameters.range(request);
        Positions positions = Positions.of(request, api.aggregates().keySet());
        var page = positions
                .ask(after -> queries.page(name, range, after))
                .thenApply(answer -> answer.<ObjectNode>flatMap(rows -> new QueryAnswer.Found<>(json(rows))));
        return counted(request, page, () -> queries.count(name, range, positions.first()))
                .thenApplyAsync(answer -> answer.match(new AnswerReply<>(Function.identity())), executor);
    }

    private static CompletableFuture<QueryAnswer<ObjectNode>> counted(
            Context request,
            CompletableFuture<QueryAnswer<ObjectNode>> page,
            Supplier<CompletableFuture<QueryAnswer<Long>>> count) {
        return Params.flag(request, "count")
                ? page.thenCompose(rows -> rows instanceof QueryAnswer.Found<ObjectNode>
                        ? count.get()
                                .thenApply(number -> rows.flatMap(
                                        body -> number.flatMap(all -> new QueryAnswer.Found<>(body.put("count", all)))))
                        : CompletableFuture.completedFuture(rows))
                : page;
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

    /** How many rows of one partition there are, for another instance. */
    public CompletableFuture<Reply> count(Context request) {
        return api.backend()
                .node()
                .readModels()
                .rowsHere()
                .count(RowExchange.query(request))
                .thenApplyAsync(answer -> answer.match(new AnswerReply<>(RowExchange::json)), executor);
    }

    private static ObjectNode json(RowPage page) {
        ObjectNode body = Json.object();
        ArrayNode rows = body.putArray("rows");
        page.rows().forEach(row -> rows.add(Shown.row(row)));
        return body.put("cursor", page.cursor());
    }
}
