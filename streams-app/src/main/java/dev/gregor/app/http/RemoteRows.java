package dev.gregor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.query.EncodedRow;
import dev.gregor.projection.run.MappedSubscriber;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** The rows that another instance streams, a line each, with empty lines as heartbeats. Gives up an instance that is silent. */
final class RemoteRows implements Flow.Subscriber<String> {

    private static final Duration SILENCE = RowStreams.HEARTBEAT.multipliedBy(3);
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(RowStreams.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);

    private final String instance;
    private final Flow.Subscriber<String> lines;
    private boolean begun;
    private boolean ended;
    private long lastHeard = System.nanoTime();

    RemoteRows(String instance, Flow.Subscriber<? super List<EncodedRow>> subscriber) {
        this.instance = instance;
        this.lines = new MappedSubscriber<String, List<EncodedRow>>(
                subscriber, line -> line.isEmpty() ? null : RowExchange.rows(Json.read(line.getBytes(UTF_8))));
    }

    void ask(HttpClient client, HttpRequest request) {
        client.sendAsync(request, this::body)
                .whenComplete((answer, failure) ->
                        refuse(failure == null ? "status " + answer.statusCode() : failure.toString()));
    }

    private BodySubscriber<Void> body(ResponseInfo answer) {
        return answer.statusCode() == 200 ? BodySubscribers.fromLineSubscriber(this) : BodySubscribers.discarding();
    }

    private synchronized void refuse(String reason) {
        if (!begun) {
            MappedSubscriber.<String>failed(gone(reason)).subscribe(lines);
        }
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription connection) {
        begun = true;
        lines.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                connection.request(count);
            }

            @Override
            public void cancel() {
                stop();
                connection.cancel();
            }
        });
        LATER.execute(() -> listen(connection));
    }

    private synchronized void stop() {
        ended = true;
    }

    private synchronized void listen(Flow.Subscription connection) {
        if (!ended && System.nanoTime() - lastHeard > SILENCE.toNanos()) {
            connection.cancel();
            end("it is silent");
        } else if (!ended) {
            LATER.execute(() -> listen(connection));
        }
    }

    @Override
    public synchronized void onNext(String line) {
        lastHeard = System.nanoTime();
        if (!ended) {
            lines.onNext(line);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(failure.toString());
    }

    @Override
    public void onComplete() {
        end("it has ended the stream");
    }

    private synchronized void end(String reason) {
        if (!ended) {
            ended = true;
            lines.onError(gone(reason));
        }
    }

    private TransientException gone(String reason) {
        return new TransientException("Instance %s streams no rows (%s); subscribe again".formatted(instance, reason));
    }
}
