package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void leavesOutMostOfKafkaUnlessAllAreAskedFor() {
        try (Metrics metrics = Metrics.open()) {
            metrics.registry().counter("kafka.stream.thread.commit.total").increment();
            metrics.registry().gauge("kafka.consumer.fetch.manager.records.lag.max", 3);
            metrics.registry().gauge("kafka.consumer.connection.count", 7);
            metrics.registry().timer("gregor.command").record(() -> {});

            assertThat(metrics.text(false))
                    .contains("# TYPE kafka_stream_thread_commit_total counter", "kafka_stream_thread_commit_total 1.0")
                    .contains("kafka_consumer_fetch_manager_records_lag_max 3.0")
                    .contains("gregor_command_seconds_count 1", "gregor_command_seconds_max", "jvm_memory_used_bytes")
                    .doesNotContain("kafka_consumer_connection_count", "jvm_buffer_");
            assertThat(metrics.text(true))
                    .contains("kafka_consumer_connection_count 7.0", "kafka_stream_thread_commit_total 1.0")
                    .contains("jvm_buffer_");
        }
    }

    @Test
    void hasBucketsOfAcceptedCommandsOnlyUnlessAllAreAskedFor() {
        try (Metrics metrics = Metrics.open()) {
            for (String outcome : List.of("accepted", "rejected")) {
                Timer.builder("gregor.command")
                        .tag("outcome", outcome)
                        .serviceLevelObjectives(Duration.ofMillis(5))
                        .register(metrics.registry())
                        .record(Duration.ofMillis(1));
            }

            assertThat(metrics.text(false))
                    .contains(
                            "gregor_command_seconds_bucket{outcome=\"accepted\",le=\"0.005\"} 1",
                            "gregor_command_seconds_count{outcome=\"rejected\"} 1")
                    .doesNotContain("gregor_command_seconds_bucket{outcome=\"rejected\"");
            assertThat(metrics.text(true)).contains("gregor_command_seconds_bucket{outcome=\"rejected\"");
        }
    }
}
