package dev.gregor.client.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Bounds how many requests are under way, as each has a connection of its own. Thread-safe. */
final class Slots {

    private final Executor executor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    public Slots(int count, Executor executor) {
        this.free = count;
        this.executor = executor;
    }

    /** Runs the work here if there is a slot, or else later, on the executor. The work, or what it begins, releases the slot. */
    void take(Runnable work) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(work);
                return;
            }
            free--;
        }
        work.run();
    }

    void release() {
        @Nullable Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            executor.execute(next);
        }
    }
}
