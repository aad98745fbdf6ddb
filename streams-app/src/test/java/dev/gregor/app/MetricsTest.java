package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;

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
}
