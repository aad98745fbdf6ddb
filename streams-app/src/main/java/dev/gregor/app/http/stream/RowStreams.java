package dev.gregor.app.http.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.Shown;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.app.http.instance.RebalanceRetry;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.app.http.projection.AnswerReply;
import dev.gregor.node.settings.HttpSettings;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Rows as they change, over HTTP: for clients as server-sent events, for other instances a line each. */
public final class RowStreams implements AutoCloseable {

    private static final byte[] LINE_END = {'\n'};

    private final Api api;
    private final RebalanceRetry retry;
    private final WaitingRequests waiting;
    private final OpenStreams streams;

    /** Serves as many streams at once as the settings allow. */
    public RowStreams(Api api, RebalanceRetry retry, WaitingRequests waiting, HttpSettings settings) {
        int max = settings.maxRowStreams();
        this.api = api;
        this.retry = retry;
        this.waiting = waiting;
        this.streams = new OpenStreams(
                max,
                settings.protection().callerStreams(),
                "%d rows are streamed, which is all that gregor.http.max-row-streams allows".formatted(max),
                RowExchange.HEARTBEAT);
    }

    /** Streams a row to a client, once it can be read: what is wrong is answered as to a query. */
    public void row(Context request) {
        QueryGateway queries = api.backend().queries(request);
        String name = request.pathParam("name");
        String key = request.pathParam("key");
        Endpoint readable = exchange -> Positions.of(exchange, api.aggregates().keySet())
                .ask(after -> queries.get(name, key, after))
                .thenApply(RowStreams::readable);
        request.future(() -> whenKnown(readable, request).thenCompose(reply -> {
            if (reply.status() != 200) {
                reply.writeTo(request);
                return CompletableFuture.completedFuture(null);
            }
            ServerSentEvents.prepare(request.res());
            Framing<Optional<Row>> framing =
                    new Framing<>(ServerSentEvents.RETRY, row -> event(key, row), ServerSentEvents.HEARTBEAT);
            return streams.another(request, () -> streams.send(queries.live(name, key), framing, request));
        }));
    }

    private CompletableFuture<Reply> whenKnown(Endpoint readable, Context request) {
        return waiting.await(
                retry.with(readable).answer(request), () -> Problem.stopping().reply());
    }

    /** Streams a row of one partition to another instance. */
    public void partition(Context request) {
        Flow.Publisher<List<EncodedRow>> rows =
                api.backend().node().readModels().rowsHere().live(RowExchange.query(request));
        request.future(() -> {
            request.res().setContentType("application/x-ndjson");
            Framing<List<EncodedRow>> framing = new Framing<>(LINE_END, RowStreams::line, LINE_END);
            return streams.another(() -> streams.send(rows, framing, request));
        });
    }

    private static Reply readable(QueryAnswer<Row> answer) {
        Reply yes = Reply.json(Json.object());
        return answer.match(new AnswerReply<Row>(row -> Json.object()) {
            @Override
            public Reply noRow(QueryAnswer.NoRow<Row> noRow) {
                return yes;
            }
        });
    }

    private static byte[] event(String key, Optional<Row> row) {
        try {
            return ServerSentEvents.data(row.map(Shown::row)
                    .orElseGet(() -> Json.object().put("key", key).putNull("value")));
        } catch (Problem unreadable) {
            return ServerSentEvents.unreadable(unreadable);
        }
    }

    private static byte[] line(List<EncodedRow> rows) {
        return (RowExchange.json(rows).toString() + '\n').getBytes(UTF_8);
    }

    /** Ends all streams, and waits a moment until their clients are notified. */
    @Override
    public void close() {
        streams.close();
    }
}
