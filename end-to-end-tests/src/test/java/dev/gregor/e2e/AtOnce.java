package dev.gregor.e2e;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Does the same for many numbers, some at once. */
public final class AtOnce {

    private AtOnce() {}

    /**
     * Does it for each, and waits until it is done.
     *
     * @param threads how many at once
     */
    public static void forEach(IntStream numbers, int threads, IntConsumer work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CompletableFuture.allOf(numbers.mapToObj(each -> CompletableFuture.runAsync(() -> work.accept(each), pool))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError("Not done for each", e.getCause());
        } finally {
            pool.shutdown();
        }
    }
}
