package dev.gregor.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.failure.PermanentException;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
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
    void waitsForABrokerThatDoesNotKnowANewTopicYet() {
        AtomicInteger asked = new AtomicInteger();
        Admin slow = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (p, method, args) -> {
                    boolean first = method.getName().equals("describeTopics") && asked.getAndIncrement() == 0;
                    return method.invoke(admin, first ? new Object[] {List.of("unknown")} : args);
                });

        new TopicProvisioner(slow, (short) 1, false)
                .provide(List.of(new TopicSpec("slow.events", 4, TopicSpec.Kind.LOG, 2_000_000)));

        assertThat(asked).hasValue(2);
    }

    @Test
    void refusesACompactedEventsTopic() throws Exception {
        create("compacted.events", 4, Map.of("cleanup.policy", "compact"));

        assertThatThrownBy(() -> provide("compacted.events", TopicSpec.Kind.LOG))
                .isInstanceOf(PermanentException.class)
                .hasMessageEndingWith("topic 'compacted.events' has cleanup.policy=compact, retention.ms=604800000,"
                        + " expected cleanup.policy=delete,retention.ms=-1: run kafka-configs --alter --topic"
                        + " compacted.events --add-config cleanup.policy=delete,retention.ms=-1");
    }

    @Test
    void refusesAWrongNumberOfPartitions() throws Exception {
        create("narrow.events", 3, Map.of("retention.ms", "-1"));

        assertThatThrownBy(() -> provide("narrow.events", TopicSpec.Kind.LOG))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("topic 'narrow.events' has 3 partitions, expected 4: set gregor.partitions=3");
    }

    private static void provideLooking(String type, int partitions) {
        new TopicProvisioner(admin, (short) 1, false)
                .lookingWith(kafka())
                .provide(List.of(
                        new TopicSpec(type + ".events", partitions, TopicSpec.Kind.LOG, 2_000_000),
                        new TopicSpec(type + ".commands", partitions, TopicSpec.Kind.COMMANDS, 2_000_000)));
    }

    private static Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** Kafka's own partitioner puts each key. */
    private static void write(String topic) throws Exception {
        try (var producer = new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer())) {
            for (int key = 0; key < 40; key++) {
                producer.send(new ProducerRecord<>(topic, "key-" + key, "value"))
                        .get();
            }
        }
    }

    private static void addPartitions(String... topics) throws Exception {
        for (String topic : topics) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            await().until(() -> describe(topic).size() == 6);
        }
    }

    private static List<TopicPartitionInfo> describe(String topic) throws Exception {
        return requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .get()
                .partitions();
    }

    private static void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topic));
    }

    @Test
    void saysWhatCuresCommandsOfWhichPartitionsWereAdded() throws Exception {
        provideLooking("raised", 4);
        write("raised.events");
        addPartitions("raised.commands");

        assertThatThrownBy(() -> provideLooking("raised", 4))
                .hasMessageContaining("topic 'raised.commands' has 6 partitions, expected 4: stop all instances and"
                        + " delete it, the start makes it again with 4");
        delete("raised.commands");
        assertThatCode(() -> provideLooking("raised", 4)).doesNotThrowAnyException();
    }

    @Test
    void saysThatEventsHaveToBeCopiedIfPartitionsWereAddedAfterwards() throws Exception {
        provideLooking("grown", 4);
        write("grown.events");
        addPartitions("grown.events", "grown.commands");

        assertThatThrownBy(() -> provideLooking("grown", 4))
                .hasMessageContaining("topic 'grown.events' has 6 partitions, expected 4: partitions were added after"
                        + " its records were written with 4")
                .hasMessageContaining("copy its records aside")
                .hasMessageContaining(
                        "topic 'grown.commands' has 6 partitions, expected 4: stop all instances and delete")
                .message()
                .doesNotContain("set gregor.partitions=6");
        delete("grown.events");
        delete("grown.commands");
        assertThatCode(() -> provideLooking("grown", 4)).doesNotThrowAnyException();
    }

    @Test
    void namesTheNumberWithWhichEventsWereWritten() throws Exception {
        create("six.events", 6, Map.of("retention.ms", "-1"));
        create("six.commands", 6, Map.of());
        write("six.events");

        assertThatThrownBy(() -> provideLooking("six", 4))
                .hasMessageContaining("topic 'six.events' has 6 partitions, expected 4: set gregor.partitions=6")
                .hasMessageContaining("topic 'six.commands' has 6 partitions, expected 4: set gregor.partitions=6")
                .message()
                .doesNotContain("delete");
        assertThatThrownBy(() -> provideLooking("six", 8)).hasMessageContaining("expected 8: set gregor.partitions=6");
        setMaxMessageBytes("six.events", "six.commands");
        assertThatCode(() -> provideLooking("six", 6)).doesNotThrowAnyException();
    }

    private static void setMaxMessageBytes(String... topics) throws Exception {
        for (String topic : topics) {
            var entry = new ConfigEntry("max.message.bytes", "2000000");
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void letsEmptyTopicsBeMadeAgain() throws Exception {
        provideLooking("empty", 4);
        addPartitions("empty.events", "empty.commands");

        assertThatThrownBy(() -> provideLooking("empty", 4))
                .hasMessageContaining(
                        "topic 'empty.events' has 6 partitions, expected 4: stop all instances and delete");
        assertThatCode(() -> provideLooking("empty", 6))
                .describedAs("the other cure")
                .doesNotThrowAnyException();
        delete("empty.events");
        delete("empty.commands");
        assertThatCode(() -> provideLooking("empty", 4)).doesNotThrowAnyException();
    }

    @Test
    void refusesAnEventsTopicThatForgets() throws Exception {
        create("forgetful.events", 4, Map.of("retention.ms", "604800000"));

        assertThatThrownBy(() -> provide("forgetful.events", TopicSpec.Kind.LOG))
                .isInstanceOf(PermanentException.class)
                .hasMessageEndingWith("topic 'forgetful.events' has retention.ms=604800000, expected retention.ms=-1:"
                        + " run kafka-configs --alter --topic forgetful.events --add-config retention.ms=-1, or set"
                        + " gregor.events-may-expire=true");
    }

    @Test
    void refusesLatestRecordsThatAreDeleted() throws Exception {
        create("short.state", 4, Map.of("cleanup.policy", "compact,delete", "retention.ms", "1000"));

        assertThatThrownBy(() -> provide("short.state", TopicSpec.Kind.LATEST))
                .hasMessageContaining(
                        "'short.state' has cleanup.policy=compact,delete, expected cleanup.policy=compact:");
    }

    @Test
    void putsTopicsOfItsOwnRight() throws Exception {
        var topics = new TopicProvisioner(admin, (short) 1, false);
        var specs = List.of(
                new TopicSpec("own.events", 4, TopicSpec.Kind.LOG, 2_000_000),
                new TopicSpec("own.state", 4, TopicSpec.Kind.LATEST, 2_000_000));
        create("own.events", 4, Map.of("cleanup.policy", "compact", "retention.bytes", "5"));
        create("own.state", 4, Map.of("cleanup.policy", "delete"));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(topics.losing(specs))
                        .satisfiesExactly(
                                events -> assertThat(events).contains("'own.events'", "retention.bytes=5"),
                                state -> assertThat(state).contains("'own.state'", "cleanup.policy=compact")));

        topics.owningTopics().provide(specs);

        await().untilAsserted(() -> assertThat(topics.losing(specs)).isEmpty());
        assertThatCode(() -> topics.provide(specs)).doesNotThrowAnyException();
    }
}
