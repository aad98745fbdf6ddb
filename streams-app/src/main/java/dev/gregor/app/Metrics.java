package dev.gregor.app;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.stream.Collectors;

/** The metrics of the process. */
final class Metrics implements AutoCloseable {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** What tells of Kafka Streams whether it does its work. */
    private static final Set<String> KAFKA = Set.of(
            "kafka_consumer_fetch_manager_records_lag_max",
            "kafka_stream_alive_stream_threads",
            "kafka_stream_failed_stream_threads",
            "kafka_stream_thread_commit",
            "kafka_stream_thread_process");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** What is of interest only to who looks into the JVM. */
    private static final Set<String> DETAILS =
            Set.of("jvm_buffer_", "jvm_classes_", "jvm_memory_committed_", "jvm_threads_states_");

    private Metrics() {
        registry.config().meterFilter(new KafkaLabels());
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    static Metrics open() {
        return new Metrics();
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** The series as Prometheus text: all, or those only that tell how the application is. */
    String text(boolean all) {
        if (all) {
            return registry.scrape();
        }
        Set<String> vital = registry.getPrometheusRegistry().scrape(Metrics::isVital).stream()
                .map(each -> each.getMetadata().getPrometheusName())
                .collect(Collectors.toSet());
        return registry.scrape(TEXT, vital)
                .lines()
                .filter(line -> !isDetail(line))
                .map(line -> line + '\n')
                .collect(Collectors.joining());
    }

    /** How long rejected commands and the like took, in buckets. */
    private static boolean isDetail(String line) {
        return line.startsWith("gregor_command_seconds_bucket{") && !line.contains("outcome=\"accepted\"");
    }

    private static boolean isVital(String name) {
        return name.startsWith("kafka_")
                ? KAFKA.contains(name)
                : DETAILS.stream().noneMatch(name::startsWith);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
