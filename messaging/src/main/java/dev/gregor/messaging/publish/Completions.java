package dev.gregor.messaging.publish;

import dev.gregor.live.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Completes futures in a thread of its own: what depends on them may publish again, and would block the thread of the producer
 * that has to make room for it.
 */
final class Completions {

    private static final long CLOSE_SECONDS = 5;

    private volatile @Nullable Thread thread;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread made = DaemonThreads.of("gregor-published", work);
        thread = made;
        return made;
    });

    /** Whether the caller is a dependent of a future, which may not wait for others. */
    boolean areRunning() {
        return Thread.currentThread() == thread;
    }

    /**
     * Completes, and then does something more.
     *
     * @param failure what it fails with; null if it does not fail
     */
    <T> void complete(CompletableFuture<T> future, @Nullable T result, @Nullable Throwable failure, Runnable then) {
        Runnable completion = () -> {
            try {
                if (failure != null) {
                    future.completeExceptionally(failure);
                } else {
                    future.complete(result);
                }
            } finally {
                then.run();
            }
        };
        try {
            executor.execute(completion);
        } catch (RejectedExecutionException closed) {
            completion.run();
        }
    }

    /** Completes what is left. */
    void close() {
        executor.shutdown();
        try {
            if (!areRunning() && !executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow().forEach(Runnable::run);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
