package dev.gregor.messaging.topic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.TestKafka;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTopicsTest {

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final String name = "topic-" + UUID.randomUUID();
    private Admin admin;

    @BeforeEach
    void open() {
        admin = Admin.create(kafka.client());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private void provide(String topic) {
        new MessageTopics(admin, (short) 1).provide(List.of(MessageTopic.parse(name + topic)));
    }

    private String setting(String setting) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return requireNonNull(admin.describeConfigs(List.of(topic)).all().get().get(topic))
                .get(setting)
                .value();
    }

    @Test
    void createsATopicThatIsMissingAndLeavesItAsItIs() throws Exception {
        provide(":3:retention.ms=1000:cleanup.policy=compact,delete");
        provide(":3:retention.ms=1000");
        provide(":3:cleanup.policy=delete,compact");
        assertThat(requireNonNull(admin.describeTopics(List.of(name))
                                .allTopicNames()
                                .get()
                                .get(name))
                        .partitions())
                .hasSize(3);
        assertThat(setting("retention.ms")).isEqualTo("1000");
        assertThat(setting("cleanup.policy")).isEqualTo("compact,delete");
    }

    @Test
    void refusesATopicThatIsOtherwiseAndSaysWhatPutsItRight() {
        kafka.create(name, 2, Map.of());
        assertThatThrownBy(() -> provide(":6:compression.type=zstd"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("has 2 partitions, expected 6: run kafka-topics --alter --topic " + name)
                .hasMessageContaining(
                        "has compression.type=producer, expected compression.type=zstd: run kafka-configs");
        assertThatThrownBy(() -> provide(":2:cleanup.policy=compact,delete"))
                .hasMessageContaining("--add-config cleanup.policy=[compact,delete]");
        assertThatThrownBy(() -> provide(":1")).hasMessageContaining("has 2 partitions, expected 1: expect 2");
    }

    @Test
    void refusesSettingsThatTopicsDoNotHave() {
        assertThatThrownBy(() -> provide(":1:retention=7d"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("retention");
        kafka.create(name, 1, Map.of());
        assertThatThrownBy(() -> provide(":1:retention=7d")).hasMessageContaining("retention=(no such setting)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user-events",
                "user-events:",
                "user-events:0",
                "user-events:many",
                "user events:1",
                "a:1:b",
                "..:1"
            })
    void refusesWhatIsNoTopic(String text) {
        assertThatThrownBy(() -> MessageTopic.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTopicsByARule() {
        assertThat(TopicRule.of("{domain}.{action}.{version}").topic("user.registered.v1"))
                .isEqualTo("user.registered.v1");
        assertThat(TopicRule.of("shop-{domain}-events").topic("user.registered.v2"))
                .isEqualTo("shop-user-events");
        assertThatThrownBy(() -> TopicRule.of("{aggregate}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use {domain}, {action} and {version}");
    }
}
