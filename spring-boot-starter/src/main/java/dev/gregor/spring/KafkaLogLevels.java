package dev.gregor.spring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Sets levels for the loggers of Kafka, which tells much, and warns of what is so in every start; what the application sets wins. */
final class KafkaLogLevels implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /** Between those of Spring Boot that read the files of the application, and set the levels: by 10 and by 20. */
    private static final int ORDER = HIGHEST_PRECEDENCE + 15;

    private static final List<String> KAFKA = List.of("org.apache.kafka", "kafka", "com.yammer.metrics");
    private static final List<String> STREAMS = List.of(
            "org.apache.kafka.streams.StreamsConfig",
            "org.apache.kafka.streams.processor.internals.StateDirectory",
            "org.apache.kafka.streams.processor.internals.ProcessorStateManager",
            "org.apache.kafka.streams.processor.internals.StreamThread");
    private static final List<String> SILENT =
            List.of("org.apache.kafka.streams.processor.internals.TaskManager", "state.change.logger");

    /** Made by Spring. */
    KafkaLogLevels() {}

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        addTo(event.getEnvironment());
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    static void addTo(ConfigurableEnvironment environment) {
        boolean elsewhere = Stream.of("gregor.bootstrap-servers", "spring.kafka.bootstrap-servers")
                .flatMap(name -> Stream.of(name, name + "[0]"))
                .anyMatch(environment::containsProperty);
        Map<String, Object> levels = new HashMap<>();
        KAFKA.forEach(logger -> levels.put("logging.level." + logger, elsewhere ? "warn" : "error"));
        STREAMS.forEach(logger -> levels.put("logging.level." + logger, "error"));
        SILENT.forEach(logger -> levels.put("logging.level." + logger, "off"));
        environment.getPropertySources().addLast(new MapPropertySource("Gregor", levels));
    }
}
