package dev.gregor.streams;

import dev.gregor.streams.health.Failures;
import dev.gregor.streams.health.Health;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** What metrics say about whether one application does its work; gone when it stops. */
record HealthMetrics(MeterRegistry registry, List<Meter> meters) implements AutoCloseable {

    static HealthMetrics of(StreamsApplication application, Health health, MeterRegistry registry) {
        Tags tags = Tags.of("application", application.applicationId());
        return new HealthMetrics(
                registry,
                List.of(
                        Gauge.builder(
                                        "gregor.application.failing",
                                        application,
                                        each -> each.obstacle().isPresent() ? 1 : 0)
                                .description("1 while its threads fail again and again or make no progress, else 0")
                                .tags(tags)
                                .register(registry),
                        FunctionCounter.builder("gregor.application.failures", health.failures(), Failures::total)
                                .description("Failures of its threads")
                                .tags(tags)
                                .register(registry)));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
