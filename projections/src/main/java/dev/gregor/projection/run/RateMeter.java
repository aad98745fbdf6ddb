package dev.gregor.projection.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How fast something has grown in the last seconds. Thread-safe. */
final class RateMeter {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long count) {}

    synchronized void note(long nanos, long count) {
        Sample first = samples.peekFirst();
        if (first != null && count < first.count()) {
            samples.clear();
        }
        samples.addLast(new Sample(nanos, count));
        while (nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** 0 until there are two samples. */
    synchronized double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return (last.count() - first.count()) * 1e9 / (last.nanos() - first.nanos());
    }
}
