package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.account.Deposited;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/**
 * Handles events of which 10 % fail once and 1 % each time. Time runs until the last one is handled or among the dead letters.
 * Thread-safe.
 */
final class Failures implements Consumer<Deposited> {

    private final int all;
    private final AtomicIntegerArray tries;
    private final Seen handled;
    private final Seen letters;
    private final Window window;

    Failures(Window window) {
        this.window = window;
        this.all = window.all();
        this.tries = new AtomicIntegerArray(all);
        this.handled = new Seen(all);
        this.letters = new Seen(all);
    }

    @Override
    public void accept(Deposited event) {
        int number = Events.number(event);
        int earlier = tries.getAndIncrement(number);
        if (Events.failsForEver(number) || (earlier == 0 && Events.failsAtFirst(number))) {
            throw new IllegalStateException("Event %d fails".formatted(number));
        }
        handled.add(number);
        window.count();
    }

    /** Takes note of a dead letter. */
    void letter(int number) {
        letters.add(number);
        window.count();
    }

    int numberOfLetters() {
        int number = 0;
        for (int each = 0; each < all; each++) {
            number += letters.times(each);
        }
        return number;
    }

    /**
     * Each event was handled once, or is a dead letter once.
     *
     * @param ordered whether those of a key were handled in their order, and those behind a dead letter not at all
     * @throws IllegalStateException if not
     */
    void verify(boolean ordered) {
        boolean[] parked = new boolean[Events.KEYS];
        for (int number = 0; number < all; number++) {
            int key = Events.keyIndex(number);
            parked[key] = Events.failsForEver(number) || (ordered && parked[key]);
            int expected = parked[key] ? 0 : 1;
            if (handled.times(number) != expected || letters.times(number) != 1 - expected) {
                throw new IllegalStateException(
                        "Event %d was handled %d times and is %d dead letters, expected were %d and %d"
                                .formatted(
                                        number, handled.times(number), letters.times(number), expected, 1 - expected));
            }
        }
        if (ordered) {
            handled.requireOrder();
            letters.requireOrder();
        }
    }
}
