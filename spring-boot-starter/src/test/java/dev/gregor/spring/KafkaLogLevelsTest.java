package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class KafkaLogLevelsTest {

    private final StandardEnvironment environment = new StandardEnvironment();

    private @Nullable String level(String logger) {
        KafkaLogLevels.addTo(environment);
        return environment.getProperty("logging.level." + logger);
    }

    private void set(String name, Object value) {
        environment.getPropertySources().addFirst(new MapPropertySource("file", Map.of(name, value)));
    }

    @Test
    void tellsErrorsOfABrokerInTheProcess() {
        assertThat(level("org.apache.kafka")).isEqualTo("error");
    }

    @Test
    void tellsWarningsOfClientsOfACluster() {
        set("spring.kafka.bootstrap-servers", "kafka:9092");
        assertThat(level("org.apache.kafka")).isEqualTo("warn");
    }

    @Test
    void tellsWarningsOfClientsOfAClusterThatAListNames() {
        set("spring.kafka.bootstrap-servers[0]", "kafka:9092");
        assertThat(level("org.apache.kafka")).isEqualTo("warn");
    }

    @Test
    void leavesToTheApplicationWhatItSets() {
        set("logging.level.org.apache.kafka", "info");
        assertThat(level("org.apache.kafka")).isEqualTo("info");
    }
}
