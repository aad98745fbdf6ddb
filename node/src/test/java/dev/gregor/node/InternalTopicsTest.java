package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.streams.ApplicationIds;
import java.time.Duration;
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

    private final InternalTopics topics = new InternalTopics(new ApplicationIds("app"), 1000, Duration.ofHours(1));

    @ParameterizedTest
    @CsvSource({
        "gregor-app-write-user-aggregates-changelog, true",
        "gregor-app-log-user-log-events-changelog, true",
        "gregor-app-projection-users-by-status-v1-keyed-repartition, true",
        "gregor-app-schedules-schedules-due-changelog, true",
        "gregor-app2-write-user-aggregates-changelog, false",
        "gregor-app-process-mail-state-changelog, false",
        "gregor-app-write-changes, false",
        "user.events, false"
    })
    void knowsTheTopicsThatKafkaStreamsMade(String topic, boolean isOurs) {
        assertThat(topics.isOurs(topic)).isEqualTo(isOurs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-write-user-aggregates-changelog | 1000 | compact        | 5      | {}",
                "x-write-user-aggregates-changelog | 999  | compact        | -1     | {max.message.bytes=1000}",
                "x-write-user-aggregates-changelog | 1000 | delete         | 5      | {cleanup.policy=compact}",
                "x-write-user-aggregates-changelog | 1000 | compact,delete | 5      | {cleanup.policy=compact}",
                "x-write-user-handled-commands-changelog | 1000 | delete, compact | 7200000 | {}",
                "x-write-user-handled-commands-changelog | 1000 | compact,delete | -1 | {}",
                "x-write-user-handled-commands-changelog | 1000 | compact,delete | 7199999 | {retention.ms=93600000}",
                "x-write-user-handled-commands-changelog | 1000 | compact | 7200000 | {cleanup.policy=compact,delete}",
                "x-projection-a-v1-keyed-repartition | 1000 | delete  | -1 | {}",
                "x-projection-a-v1-keyed-repartition | 1000 | delete  | 5  | {retention.ms=-1}",
                "x-projection-a-v1-keyed-repartition | 1000 | compact | -1 | {cleanup.policy=delete}"
            })
    void findsSettingsByWhichRecordsAreRefusedOrLost(
            String topic, long maxBytes, String cleanup, long kept, String expected) {
        assertThat(topics.wrong(Map.of(topic(topic), config(maxBytes, cleanup, kept)))
                        .getOrDefault(topic, Map.of()))
                .hasToString(expected);
    }

    @Test
    void saysWhatToDoWhereTheyMayNotBeChanged() {
        assertThat(topics.refusal(
                        Map.of("a", Map.of("max.message.bytes", "1000")), new IllegalStateException("denied")))
                .contains("{a={max.message.bytes=1000}}", "denied", "with kafka-configs");
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static Config config(long maxBytes, String cleanup, long kept) {
        return new Config(List.of(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(maxBytes)),
                new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup),
                new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept)),
                new ConfigEntry(TopicConfig.RETENTION_BYTES_CONFIG, "-1")));
    }
}
