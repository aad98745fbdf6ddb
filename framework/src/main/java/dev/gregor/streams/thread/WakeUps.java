package dev.gregor.streams.thread;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * When processors of a stream thread are to be punctuated: a poll that nothing comes in ends by then. It ends once for each time, whether or
 * not Kafka Streams punctuates, so that a clock that is set back costs no CPU. Confined to its stream thread.
 */
public final class WakeUps {

    private final Map<Object, Long> times = new HashMap<>();

    WakeUps() {}

    /** Sets the time of a processor, and forgets the one that it had. */
    public void set(Object processor, Duration fromNow) {
        times.put(processor, System.nanoTime() + fromNow.toNanos());
    }

    /** Forgets the time of a processor, which closes. */
    public void remove(Object processor) {
        times.remove(processor);
    }

    /** How long a poll may wait, of this time: in whole milliseconds, and not less than the time is away. */
    Duration limit(Duration timeout) {
        long now = System.nanoTime();
        Duration limited = timeout;
        for (long time : times.values()) {
            Duration left = Duration.ofMillis(Math.max(0, (time - now + 999_999) / 1_000_000));
            limited = left.compareTo(limited) < 0 ? left : limited;
        }
        return limited;
    }

    /** Whether a time has come. */
    boolean areDue() {
        long now = System.nanoTime();
        return times.values().stream().anyMatch(time -> time - now <= 0);
    }

    /** Forgets the times that have come. */
    void forgetDue() {
        long now = System.nanoTime();
        times.values().removeIf(time -> time - now <= 0);
    }
}
