package dev.gregor.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

/**
 * What takes what a node tells about its work.
 *
 * @param meters takes the metrics
 * @param observations takes commands and queries, one by one
 */
record Telemetry(MeterRegistry meters, ObservationRegistry observations) {

    static Telemetry none() {
        return new Telemetry(new SimpleMeterRegistry(), ObservationRegistry.NOOP);
    }

    Telemetry with(MeterRegistry registry) {
        return new Telemetry(registry, observations);
    }

    Telemetry with(ObservationRegistry registry) {
        return new Telemetry(meters, registry);
    }
}
