package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.account.Deposited;
import java.util.function.Consumer;

/**
 * Takes note of events that are read.
 *
 * @param window in which
 * @param seen which
 */
record Reading(Window window, Seen seen) implements Consumer<Deposited> {

    Reading(Window window) {
        this(window, new Seen(window.all()));
    }

    @Override
    public void accept(Deposited event) {
        seen.add(Events.number(event));
        window.count();
    }

    /**
     * Waits until as many as there are were handled: each once, those of a key in their order.
     *
     * @throws IllegalStateException if not
     */
    void requireAllInOrder() {
        window.await();
        seen.requireAllInOrder();
    }
}
