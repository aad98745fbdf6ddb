package dev.gregor.rebuild;

import dev.gregor.live.DaemonThreads;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Reports every two seconds how far the events are read, how fast, and how long it will take. Thread-safe. */
final class Progress implements AutoCloseable {

    private static final long REPORT_SECONDS = 2;

    private final String eventsTopic;
    private final long start = System.nanoTime();
    private final LongAdder events = new LongAdder();
    private final LongAdder offsets = new LongAdder();
    private final LongAdder allOffsets = new LongAdder();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("gregor-progress"));

    Progress(String eventsTopic, Consumer<String> report) {
        this.eventsTopic = eventsTopic;
        clock.scheduleAtFixedRate(() -> report.accept(line()), REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
    }

    /** Sets the number of offsets to read. */
    void expect(long more) {
        allOffsets.add(more);
    }

    /** Adds events that were read, and the offsets that they took. */
    void read(long moreEvents, long moreOffsets) {
        events.add(moreEvents);
        offsets.add(moreOffsets);
    }

    long events() {
        return events.sum();
    }

    private String line() {
        double share = allOffsets.sum() == 0 ? 1 : (double) offsets.sum() / allOffsets.sum();
        long left = share == 0 ? 0 : (long) (seconds() / share * (1 - share));
        return String.format(
                Locale.ROOT,
                "%s: %,d events read (%.0f %%), %,d events/s, %s left",
                eventsTopic,
                events.sum(),
                100 * share,
                perSecond(),
                share == 0
                        ? "?"
                        : Duration.ofSeconds(left).toString().substring(2).toLowerCase(Locale.ROOT));
    }

    /** All events that were read, and how fast. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%s: %,d events read in %.1f s, %,d events/s",
                eventsTopic,
                events.sum(),
                seconds(),
                perSecond());
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private long perSecond() {
        return (long) (events.sum() / seconds());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
