package dev.gregor.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is closed at the same time, because each takes its time and none needs another. Thread-safe. */
final class Together implements AutoCloseable {

    private final List<AutoCloseable> parts = new CopyOnWriteArrayList<>();

    <T extends AutoCloseable> T add(T part) {
        parts.add(part);
        return part;
    }

    @Override
    public void close() {
        CompletableFuture.allOf(parts.stream()
                        .map(part -> CompletableFuture.runAsync(
                                () -> Closing.close(part), work -> new Thread(work, "gregor-stop").start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
