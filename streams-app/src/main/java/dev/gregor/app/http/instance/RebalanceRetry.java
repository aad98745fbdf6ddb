package dev.gregor.app.http.instance;

import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.failure.FailureCause;
import dev.gregor.failure.TransientException;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks again while partitions move between instances, each time where they are then, so that callers meet a pause and no
 * failure. Only the instance that a caller has asked does so.
 */
public final class RebalanceRetry {

    private static final long PAUSE_MILLIS = 100;

    private final Duration wait;
    private final Executor later;

    /** Asks again for at most this long, on this executor. */
    public RebalanceRetry(Duration wait, Executor executor) {
        this.wait = wait;
        this.later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor);
    }

    /** An endpoint that answers that something is unavailable only once it has been so for a while. */
    public Endpoint with(Endpoint endpoint) {
        return request -> Peers.isForwarded(request)
                ? endpoint.answer(request)
                : answer(endpoint, request, System.nanoTime() + wait.toNanos());
    }

    private CompletableFuture<Reply> answer(Endpoint endpoint, Context request, long deadline) {
        return attempt(endpoint, request).thenCompose(reply -> {
            boolean last = reply.status() != ProblemType.UNAVAILABLE.status() || System.nanoTime() > deadline;
            return last ? reply.now() : again(endpoint, request, deadline);
        });
    }

    private CompletableFuture<Reply> again(Endpoint endpoint, Context request, long deadline) {
        return CompletableFuture.supplyAsync(() -> answer(endpoint, request, deadline), later)
                .thenCompose(Function.identity());
    }

    private static CompletableFuture<Reply> attempt(Endpoint endpoint, Context request) {
        try {
            return endpoint.answer(request).exceptionally(RebalanceRetry::unavailable);
        } catch (TransientException e) {
            return unavailable(e).now();
        }
    }

    private static Reply unavailable(Throwable failure) {
        Throwable cause = FailureCause.of(failure);
        if (cause instanceof TransientException) {
            return new Problem(ProblemType.UNAVAILABLE, String.valueOf(cause.getMessage())).reply();
        }
        throw new CompletionException(cause);
    }
}
