package dev.gregor.messaging.schedule;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What metrics say about the schedules of the partitions in this process. Thread-safe. */
final class ScheduleMetrics implements AutoCloseable {

    private static final Duration[] LATENESS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofHours(1)
    };
    private static final Duration[] HOLD = {Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50)};

    private final MeterRegistry registry;
    private final Set<LongSupplier> partitions = ConcurrentHashMap.newKeySet();
    private final Gauge pending;
    private final Timer lateness;
    private final Timer hold;

    ScheduleMetrics(MeterRegistry registry, String app) {
        this.registry = registry;
        this.pending = Gauge.builder("gregor.schedules.pending", this::pending)
                .description("Schedules that are not due yet, or not delivered")
                .tag("app", app)
                .register(registry);
        this.lateness = Timer.builder("gregor.schedules.lateness")
                .description("Time from when a schedule is due until its message is sent")
                .tag("app", app)
                .serviceLevelObjectives(LATENESS)
                .register(registry);
        this.hold = Timer.builder("gregor.schedules.hold")
                .description("Time for which the stream thread delivers schedules before it does something else")
                .tag("app", app)
                .serviceLevelObjectives(HOLD)
                .register(registry);
    }

    private long pending() {
        return partitions.stream().mapToLong(LongSupplier::getAsLong).sum();
    }

    void add(LongSupplier size) {
        partitions.add(size);
    }

    void remove(LongSupplier size) {
        partitions.remove(size);
    }

    void delivered(Duration late) {
        lateness.record(late.isNegative() ? Duration.ZERO : late);
    }

    void held(Duration time) {
        hold.record(time);
    }

    @Override
    public void close() {
        List.<Meter>of(pending, lateness, hold).forEach(registry::remove);
    }
}
