package dev.gregor.app.http.exchange;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Requests whose answer is not known yet. At the stop of the server each of them is answered. Thread-safe. */
public final class WaitingRequests implements AutoCloseable {

    private final Set<Wait<?>> waiting = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Duration closeWait;
    private volatile boolean closed;

    private static final class Wait<T> {
        private final CompletableFuture<T> answer;
        private final Supplier<T> atStop;

        private Wait(CompletableFuture<T> answer, Supplier<T> atStop) {
            this.answer = answer;
            this.atStop = atStop;
        }

        private void end() {
            answer.complete(atStop.get());
        }
    }

    /** Waits so long at the stop for answers that come by themselves. */
    public WaitingRequests(Duration closeWait) {
        this.closeWait = closeWait;
    }

    /**
     * An answer when it is known, or another one if the server stops before. Of an answer that is awaited twice the first wait says what
     * it is then.
     */
    public <T> CompletableFuture<T> await(CompletableFuture<T> answer, Supplier<T> atStop) {
        if (answer.isDone()) {
            return answer;
        }
        Wait<T> wait = new Wait<>(answer.copy(), atStop);
        waiting.add(wait);
        CompletableFuture<T> known = wait.answer.whenComplete((value, failure) -> waiting.remove(wait));
        if (closed) {
            wait.end();
        }
        return known;
    }

    /** Waits a moment for the answers, and gives the others. */
    @Override
    public void close() {
        CompletableFuture.allOf(waiting().stream().map(each -> each.answer).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, closeWait.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
        closed = true;
        waiting().forEach(Wait::end);
    }

    /** In the order in which they began. */
    private List<Wait<?>> waiting() {
        synchronized (waiting) {
            return List.copyOf(waiting);
        }
    }
}
