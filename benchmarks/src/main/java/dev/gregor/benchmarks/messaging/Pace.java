package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.benchmarks.machine.Waiting;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Publishes at a steady pace, whatever is acknowledged, and measures until the brokers have an event and until it is handled. Times run from
 * the moment at which an event was due, so that a stall counts for all that it delays.
 */
final class Pace implements Consumer<Deposited> {

    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private final int warmUp;
    private final int all;
    private final Seen seen;
    private final Window published;
    private final Window handled;
    private final Histogram untilPublished = new ConcurrentHistogram(3);
    private final Histogram untilHandled = new ConcurrentHistogram(3);
    private volatile long beginNanos;

    Pace(int perSecond, int warmUpSeconds, int seconds) {
        this.perSecond = perSecond;
        this.warmUp = perSecond * warmUpSeconds;
        this.all = warmUp + perSecond * seconds;
        this.seen = new Seen(all);
        this.published = Window.of(all);
        this.handled = Window.of(all);
    }

    /** Takes note of an event that a subscriber handles. */
    @Override
    public void accept(Deposited event) {
        int number = Events.number(event);
        note(untilHandled, number);
        seen.add(number);
        handled.count();
    }

    private void note(Histogram histogram, int number) {
        if (number >= warmUp) {
            histogram.recordValue(Math.max(0, System.nanoTime() - due(number)));
        }
    }

    private long due(int number) {
        return beginNanos + number * SECOND / perSecond;
    }

    /**
     * Publishes all, and waits until they are handled.
     *
     * @throws IllegalStateException if one was not, or twice, or not in the order of its key
     */
    void run(EventPublisher publisher) {
        beginNanos = System.nanoTime();
        for (int i = 0; i < all; i++) {
            int number = i;
            Waiting.untilNanoTime(due(number));
            publisher.publish(number, failure -> {
                note(untilPublished, number);
                published.count(failure);
            });
        }
        published.await();
        handled.await();
        seen.requireAllInOrder();
    }

    Histogram untilPublished() {
        return untilPublished;
    }

    Histogram untilHandled() {
        return untilHandled;
    }
}
