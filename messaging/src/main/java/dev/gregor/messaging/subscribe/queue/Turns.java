package dev.gregor.messaging.subscribe.queue;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who is next, where fewer messages may be handled at the same time than wait. Each weight has its share of the turns while others
 * wait, and all of them while none does; messages of one weight have their turns as they came. Thread-safe.
 */
final class Turns {

    /** The messages of a weight that wait, and how far they are: each turn counts as one divided by the weight. */
    private static final class Waiting {
        private final Queue<CompletableFuture<Void>> messages = new ArrayDeque<>();
        private double used;
    }

    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private double now;
    private int free;

    Turns(int atOnce) {
        this.free = atOnce;
    }

    /** Completes when it is the turn of a message of this weight; {@link #end} has to follow. */
    CompletableFuture<Void> ask(int weight) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (this) {
            Waiting same = waiting.computeIfAbsent(weight, each -> new Waiting());
            if (same.messages.isEmpty()) {
                same.used = Math.max(same.used, now);
            }
            same.messages.add(turn);
        }
        give();
        return turn;
    }

    /** Ends a turn. */
    void end() {
        synchronized (this) {
            free++;
        }
        give();
    }

    private void give() {
        CompletableFuture<Void> next = next();
        while (next != null) {
            next.complete(null);
            next = next();
        }
    }

    private synchronized @Nullable CompletableFuture<Void> next() {
        if (free == 0) {
            return null;
        }
        return waiting.entrySet().stream()
                .filter(each -> !each.getValue().messages.isEmpty())
                .min(Comparator.comparingDouble(each -> each.getValue().used))
                .map(each -> take(each.getKey(), each.getValue()))
                .orElse(null);
    }

    private CompletableFuture<Void> take(int weight, Waiting from) {
        free--;
        now = from.used;
        from.used += 1.0 / weight;
        return from.messages.remove();
    }
}
