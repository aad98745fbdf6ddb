package dev.gregor.app.http.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.app.http.exchange.Json;
import dev.gregor.failure.TransientException;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.live.MappedSubscriber;
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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The rows that another instance streams, a line each, with empty lines as heartbeats. Gives up an instance that is silent.
 * Has no lock: who takes the rows has one, and cancels from within.
 */
public final class RemoteRows implements Flow.Subscriber<String> {

    private static final Duration SILENCE = RowExchange.HEARTBEAT.multipliedBy(3);
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(RowExchange.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);

    private final String instance;
    private final Flow.Subscriber<String> lines;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long lastHeard = System.nanoTime();

    /** Hands the rows of an instance to this subscriber. */
    public RemoteRows(String instance, Flow.Subscriber<? super List<EncodedRow>> subscriber) {
        this.instance = instance;
        this.lines = new MappedSubscriber<String, List<EncodedRow>>(
                subscriber, line -> line.isEmpty() ? null : RowExchange.rows(Json.read(line.getBytes(UTF_8))));
    }

    /** Asks for the rows. */
    public void ask(HttpClient client, HttpRequest request) {
        client.sendAsync(request, this::body)
                .whenComplete((answer, failure) ->
                        refuse(failure == null ? "status " + answer.statusCode() : failure.toString()));
    }

    private BodySubscriber<Void> body(ResponseInfo answer) {
        return answer.statusCode() == 200 ? BodySubscribers.fromLineSubscriber(this) : BodySubscribers.discarding();
    }

    private void refuse(String reason) {
        if (begun.compareAndSet(false, true)) {
            MappedSubscriber.<String>failed(gone(reason)).subscribe(lines);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription connection) {
        if (!begun.compareAndSet(false, true)) {
            connection.cancel();
            return;
        }
        lines.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                connection.request(count);
            }

            @Override
            public void cancel() {
                ended.set(true);
                connection.cancel();
            }
        });
        LATER.execute(() -> listen(connection));
    }

    private void listen(Flow.Subscription connection) {
        if (!ended.get() && System.nanoTime() - lastHeard > SILENCE.toNanos()) {
            connection.cancel();
            end("it is silent");
        } else if (!ended.get()) {
            LATER.execute(() -> listen(connection));
        }
    }

    @Override
    public void onNext(String line) {
        lastHeard = System.nanoTime();
        if (!ended.get()) {
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

    private void end(String reason) {
        if (ended.compareAndSet(false, true)) {
            lines.onError(gone(reason));
        }
    }

    private TransientException gone(String reason) {
        return new TransientException("Instance %s streams no rows (%s); subscribe again".formatted(instance, reason));
    }
}
