package dev.gregor.app.http.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.Shown;
import dev.gregor.app.http.instance.RebalanceRetry;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.app.http.projection.AnswerReply;
import dev.gregor.projection.query.EncodedRow;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.QueryGateway;
import dev.gregor.projection.query.Row;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they change, over HTTP: for clients as server-sent events, for other instances a line each. One thread sends the
 * heartbeats of all; nothing else has one of its own.
 */
public final class RowStreams implements AutoCloseable {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    private static final byte[] LINE_END = {'\n'};

    private final Api api;
    private final RebalanceRetry retry;
    private final int most;
    private final Map<RowStream<?>, byte[]> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "gregor-http-row-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    /** Serves so many streams at once. */
    public RowStreams(Api api, RebalanceRetry retry, int most) {
        this.api = api;
        this.retry = retry;
        this.most = most;
        heart.scheduleAtFixedRate(
                this::beat, RowExchange.HEARTBEAT.toMillis(), RowExchange.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How a stream looks, and how it shows that it lives. */
    private record Framing<T>(byte[] first, Function<T, byte[]> item, byte[] heartbeat) {}

    /** Streams a row to a client, once it can be read: what is wrong is answered as to a query. */
    public void row(Context request) {
        QueryGateway queries = api.backend().queries(request);
        String name = request.pathParam("name");
        String key = request.pathParam("key");
        Endpoint readable = asked -> Positions.of(asked, api.aggregates().keySet())
                .ask(after -> queries.get(name, key, after))
                .thenApply(RowStreams::readable);
        request.future(() -> retry.with(readable).answer(request).thenCompose(reply -> {
            if (reply.status() != 200) {
                reply.writeTo(request);
                return CompletableFuture.completedFuture(null);
            }
            ServerSentEvents.prepare(request.res());
            Framing<Optional<Row>> form =
                    new Framing<>(ServerSentEvents.RETRY, row -> event(key, row), ServerSentEvents.HEARTBEAT);
            return send(queries.live(name, key), form, request);
        }));
    }

    /** Streams a row of one partition to another instance. */
    public void partition(Context request) {
        Flow.Publisher<List<EncodedRow>> rows =
                api.backend().node().readModels().rowsHere().live(RowExchange.query(request));
        request.future(() -> {
            request.res().setContentType("application/x-ndjson");
            return send(rows, new Framing<>(LINE_END, RowStreams::line, LINE_END), request);
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

    private <T> CompletableFuture<@Nullable Void> send(Flow.Publisher<T> source, Framing<T> form, Context request) {
        if (open.size() >= most) {
            throw new Problem(
                    ProblemType.UNAVAILABLE,
                    "%d rows are streamed, which is all that gregor.http.max-row-streams allows".formatted(most));
        }
        RowStream<T> stream = stream(form, request).start();
        open.put(stream, form.heartbeat());
        source.subscribe(stream);
        return stream.ended().whenComplete((nothing, never) -> open.remove(stream));
    }

    private static <T> RowStream<T> stream(Framing<T> form, Context request) {
        try {
            return new RowStream<>(request.res().getOutputStream(), form.first(), form.item());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private void beat() {
        open.forEach(RowStream::beat);
    }

    /** Ends all streams, and waits a moment for their clients to be told. */
    @Override
    public void close() {
        heart.shutdown();
        open.keySet().forEach(RowStream::end);
        CompletableFuture.allOf(open.keySet().stream().map(RowStream::ended).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
