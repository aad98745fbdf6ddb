package dev.gregor.benchmarks.messaging;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** Which events were handled, how often, and whether those of a key were in their order. Thread-safe. */
final class Seen {

    private final AtomicIntegerArray times;
    private final AtomicIntegerArray lastOfKey = new AtomicIntegerArray(Events.KEYS);
    private volatile @Nullable String turnedRound;

    /** Of so many events. */
    Seen(int events) {
        this.times = new AtomicIntegerArray(events);
    }

    void add(int number) {
        times.incrementAndGet(number);
        int before = lastOfKey.getAndSet(Events.keyIndex(number), number);
        if (before > number) {
            turnedRound = "Event %d was handled after event %d of the same key".formatted(number, before);
        }
    }

    int times(int number) {
        return times.get(number);
    }

    /**
     * Those of each key were in their order.
     *
     * @throws IllegalStateException if not
     */
    void requireOrder() {
        if (turnedRound != null) {
            throw new IllegalStateException(turnedRound);
        }
    }

    /**
     * Each event was handled once, those of each key in their order.
     *
     * @throws IllegalStateException if not
     */
    void requireAllInOrder() {
        requireOrder();
        for (int number = 0; number < times.length(); number++) {
            if (times(number) != 1) {
                throw new IllegalStateException(
                        "Event %d was handled %d times instead of once".formatted(number, times(number)));
            }
        }
    }
}
