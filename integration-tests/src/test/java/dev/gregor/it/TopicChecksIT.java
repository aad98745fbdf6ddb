package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.failure.PermanentException;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that would lose events or move keys are refused at start. */
class TopicChecksIT {

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(BrokerSettings.in(dir));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static void provide(String topic, TopicSpec.Kind kind) {
        new TopicProvisioner(admin, (short) 1, false).provide(List.of(new TopicSpec(topic, 4, kind, 2_000_000)));
    }

    private static void create(String topic, int partitions, Map<String, String> config) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(config)))
                .all()
                .get();
    }

    @Test
    void createsWhatIsMissingAndAcceptsWhatItCreated() {
        provide("fresh.events", TopicSpec.Kind.LOG);

        assertThatCode(() -> provide("fresh.events", TopicSpec.Kind.LOG)).doesNotThrowAnyException();
    }

    @Test
    void refusesACompactedEventsTopic() throws Exception {
        create("compacted.events", 4, Map.of("cleanup.policy", "compact"));

        assertThatThrownBy(() -> provide("compacted.events", TopicSpec.Kind.LOG))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("topic 'compacted.events' has cleanup.policy=compact, expected delete");
    }

    @Test
    void refusesAWrongNumberOfPartitions() throws Exception {
        create("narrow.events", 3, Map.of("retention.ms", "-1"));

        assertThatThrownBy(() -> provide("narrow.events", TopicSpec.Kind.LOG))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("topic 'narrow.events' has 3 partitions, expected 4: set gregor.partitions=3");
    }

    @Test
    void refusesAnEventsTopicThatForgets() throws Exception {
        create("forgetful.events", 4, Map.of("retention.ms", "604800000"));

        assertThatThrownBy(() -> provide("forgetful.events", TopicSpec.Kind.LOG))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("topic 'forgetful.events' has retention.ms=604800000 and would lose events");
    }
}
