package dev.gregor.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CommandMetricsTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void tellsApplicationsApartAndRemovesThoseOfTheOneThatCloses() {
        CommandMetrics first = new CommandMetrics(meters, "first", () -> 1);
        CommandMetrics second = new CommandMetrics(meters, "second", () -> 2);
        assertThat(inFlight("first")).isEqualTo(1);
        assertThat(inFlight("second")).isEqualTo(2);

        second.close();

        assertThat(inFlight("first")).isEqualTo(1);
        assertThat(meters.getMeters()).hasSize(1);
        first.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    private double inFlight(String app) {
        return meters.get("gregor.command.in.flight").tag("app", app).gauge().value();
    }
}
