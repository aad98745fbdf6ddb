package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.streams.ApplicationIds;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InternalTopicsTest {

    private final InternalTopics topics = new InternalTopics(new ApplicationIds("app"), 1000);

    @ParameterizedTest
    @CsvSource({
        "gregor-app-write-user-aggregates-changelog, true",
        "gregor-app-log-user-log-events-changelog, true",
        "gregor-app-projection-users-by-status-v1-keyed-repartition, true",
        "gregor-app2-write-user-aggregates-changelog, false",
        "gregor-app-process-mail-state-changelog, false",
        "gregor-app-write-changes, false",
        "user.events, false"
    })
    void knowsTheTopicsThatKafkaStreamsMade(String topic, boolean isOurs) {
        assertThat(topics.isOurs(topic)).isEqualTo(isOurs);
    }

    @Test
    void findsThoseThatTakeLessThanTheyHaveTo() {
        assertThat(topics.tooSmall(
                        Map.of(topic("a"), maxBytes(999), topic("b"), maxBytes(1000), topic("c"), maxBytes(1001))))
                .containsExactly(Map.entry("a", 999L));
    }

    @Test
    void saysWhatToDoWhereTheyMayNotBeChanged() {
        assertThat(topics.refusal(Map.of("a", 999L), new IllegalStateException("denied")))
                .contains("{a=999}", "below the 1000", "denied", "set it with kafka-configs");
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static Config maxBytes(long bytes) {
        return new Config(List.of(new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(bytes))));
    }
}
