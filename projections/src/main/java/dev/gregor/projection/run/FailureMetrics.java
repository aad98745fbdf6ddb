package dev.gregor.projection.run;

import dev.gregor.projection.parked.ParkedTasks;
import dev.gregor.projection.topology.ProjectionTopology;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** What metrics say about the events that one running projection could not apply; gone when it stops. */
record FailureMetrics(MeterRegistry registry, List<Meter> meters) implements AutoCloseable {

    static FailureMetrics of(ProjectionTopology<?> topology, MeterRegistry registry) {
        Tags tags = Tags.of(
                "application",
                topology.applicationId(),
                "projection",
                topology.definition().name(),
                "version",
                topology.build().toString());
        return new FailureMetrics(
                registry,
                List.of(
                        Gauge.builder(
                                        "gregor.projection.parked",
                                        topology.state().parked(),
                                        ParkedTasks::parked)
                                .description("Events that could not be applied, and those that wait behind them")
                                .tags(tags)
                                .register(registry),
                        FunctionCounter.builder(
                                        "gregor.projection.passed.over", topology, ProjectionTopology::passedOver)
                                .description("Records that are no events, and dead letters of the event log")
                                .tags(tags)
                                .register(registry)));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
