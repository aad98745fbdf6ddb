package dev.gregor.app.http.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** So many may do something at a time; the others wait, without a thread, in the order in which they came. Thread-safe. */
final class Turns {

    private final Queue<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();
    private int free;

    Turns(int atATime) {
        this.free = atATime;
    }

    /** The next turn, when there is one; whoever has it ends it. */
    CompletableFuture<@Nullable Void> next() {
        synchronized (this) {
            if (free == 0) {
                CompletableFuture<@Nullable Void> later = new CompletableFuture<>();
                waiting.add(later);
                return later;
            }
            free--;
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Ends a turn, and gives it to the one who waits the longest. */
    void end() {
        @Nullable CompletableFuture<@Nullable Void> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }
}
