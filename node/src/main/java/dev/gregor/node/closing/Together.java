package dev.gregor.node.closing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is closed at the same time, because each takes its time and none needs another. Thread-safe. */
public final class Together implements AutoCloseable {

    private final List<AutoCloseable> parts = new ArrayList<>();
    private boolean closed;

    /** Takes a part; closes it at once if the others are closed already. */
    public <T extends AutoCloseable> T add(T part) {
        synchronized (this) {
            if (!closed) {
                parts.add(part);
                return part;
            }
        }
        Closing.close(part);
        return part;
    }

    private synchronized List<AutoCloseable> takeAll() {
        closed = true;
        List<AutoCloseable> all = List.copyOf(parts);
        parts.clear();
        return all;
    }

    @Override
    public void close() {
        CompletableFuture.allOf(takeAll().stream()
                        .map(part -> CompletableFuture.runAsync(
                                () -> Closing.close(part), work -> new Thread(work, "gregor-stop").start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
