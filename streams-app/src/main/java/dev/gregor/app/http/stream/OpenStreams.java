package dev.gregor.app.http.stream;

import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.live.DaemonThreads;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The open streams of one kind. One thread sends the heartbeats of all; none has a thread of its own. Thread-safe. */
final class OpenStreams implements AutoCloseable {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

    private final Semaphore free;
    private final String refusal;
    private final int perCaller;
    private final Map<String, Integer> callers = new ConcurrentHashMap<>();
    private final Set<ResponseStream<?>> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService heart =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("gregor-http-heartbeat"));

    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param max how many may be open at once
     * @param perCaller how many of one caller; 0 for as many
     * @param refusal why there is not another one
     * @param heartbeat how often each is written to
     */
    OpenStreams(int max, int perCaller, String refusal, Duration heartbeat) {
        this.perCaller = perCaller;
        this.free = new Semaphore(max);
        this.refusal = refusal;
        heart.scheduleAtFixedRate(this::beat, heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        open.forEach(ResponseStream::beat);
    }

    /**
     * Opens another stream; fails with a {@link Problem} if as many are open as may be, of all callers or of this one.
     *
     * @param opening is done when that has ended
     */
    CompletableFuture<@Nullable Void> another(Context request, Supplier<CompletableFuture<@Nullable Void>> opening) {
        String caller = Caller.key(request);
        if (callers.merge(caller, 1, Integer::sum) > perCaller && perCaller > 0) {
            leave(caller);
            return CompletableFuture.failedFuture(new Problem(
                    ProblemType.TOO_MANY_REQUESTS,
                    "'%s' has %d streams open, which is all that gregor.http.caller-streams allows"
                            .formatted(caller, perCaller)));
        }
        try {
            return another(opening).whenComplete((nothing, failure) -> leave(caller));
        } catch (RuntimeException e) {
            leave(caller);
            throw e;
        }
    }

    /** The same for another instance, at which its caller counts. */
    CompletableFuture<@Nullable Void> another(Supplier<CompletableFuture<@Nullable Void>> opening) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(new Problem(ProblemType.UNAVAILABLE, refusal));
        }
        try {
            return opening.get().whenComplete((nothing, failure) -> free.release());
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private void leave(String caller) {
        callers.computeIfPresent(caller, (same, count) -> count == 1 ? null : count - 1);
    }

    /** Sends what a source has until that or the client ends; the headers are set. */
    <T> CompletableFuture<@Nullable Void> send(Flow.Publisher<T> source, Framing<T> framing, Context request) {
        ResponseStream<T> stream = ResponseStream.<T>to(request, framing).start();
        open.add(stream);
        source.subscribe(stream);
        if (closed) {
            stream.end();
        }
        return stream.ended().whenComplete((nothing, never) -> open.remove(stream));
    }

    /** Ends all streams, waits a moment until their clients are notified, and leaves clients that take nothing. */
    @Override
    public void close() {
        closed = true;
        heart.shutdown();
        open.forEach(ResponseStream::end);
        CompletableFuture.allOf(open.stream().map(ResponseStream::ended).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        open.forEach(ResponseStream::leave);
    }
}
