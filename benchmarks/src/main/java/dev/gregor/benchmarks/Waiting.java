package dev.gregor.benchmarks;

import java.util.function.BooleanSupplier;

/** Waits for something that happens elsewhere. */
final class Waiting {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Waiting() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException("Waited 60 s in vain until " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting until " + what, e);
            }
        }
    }
}
