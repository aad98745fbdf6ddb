package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.audit.AuditEntry;
import dev.gregor.messaging.letter.topic.Redriven;
import dev.gregor.messaging.letter.topic.TopicLetter;
import dev.gregor.messaging.letter.topic.TopicLetter.Writer;
import dev.gregor.messaging.letter.topic.TopicLetterPage;
import dev.gregor.messaging.letter.topic.TopicLetters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.util.backoff.FixedBackOff;

/** Letters that Spring Kafka, Kafka Streams, and others have written. */
class TopicLettersTest extends Letters {

    private static TopicLetters ofTopics;

    @BeforeAll
    static void openLettersOfTopics() {
        ofTopics = TopicLetters.open(kafka.settings());
    }

    @AfterAll
    static void closeLettersOfTopics() {
        ofTopics.close();
    }

    private static List<TopicLetter> page(String topic) {
        List<TopicLetter> all = new ArrayList<>();
        TopicLetterPage page = ofTopics.page(topic, Optional.empty(), 4);
        all.addAll(page.letters());
        while (page.cursor().isPresent()) {
            page = ofTopics.page(topic, page.cursor(), 4);
            all.addAll(page.letters());
        }
        return all;
    }

    /** Lets Spring Kafka fail with all events of a topic. */
    private void failInSpring(String topic, int number) {
        var consumers = new DefaultKafkaConsumerFactory<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var producers =
                new DefaultKafkaProducerFactory<>(kafka.client(), new ByteArraySerializer(), new ByteArraySerializer());
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setGroupId("shipping");
        properties.setMessageListener((MessageListener<byte[], byte[]>) record -> {
            throw new IllegalStateException("No such warehouse");
        });
        var container = new KafkaMessageListenerContainer<>(consumers, properties);
        container.setCommonErrorHandler(new DefaultErrorHandler(
                new DeadLetterPublishingRecoverer(new KafkaTemplate<>(producers)), new FixedBackOff(0, 0)));
        container.start();
        try {
            await().until(() -> kafka.committed(topic + "-dlt").size() == number);
        } finally {
            container.stop();
            producers.destroy();
        }
    }

    @Test
    void thoseOfSpringKafkaAreListedAndPublishedAgainOnceAndInOrder() {
        String topic = kafka.topic(2);
        kafka.create(topic + "-dlt", 2, Map.of());
        count(topic, "a", 0, 4);
        count(topic, "b", 0, 4);
        List<ConsumerRecord<byte[], byte[]>> before = kafka.committed(topic);
        failInSpring(topic, 8);

        List<TopicLetter> listed = page(topic + "-dlt");
        assertThat(listed).hasSize(8).allSatisfy(each -> {
            assertThat(each.writer()).isEqualTo(Writer.SPRING_KAFKA);
            assertThat(each.service()).isEqualTo("shipping");
            assertThat(each.exception()).isEqualTo(IllegalStateException.class.getName());
            assertThat(each.type()).isEqualTo("count.counted.v1");
            assertThat(each.obstacle()).isEmpty();
        });
        assertThat(listed)
                .extracting(TopicLetter::origin)
                .containsExactlyElementsOf(before.stream().map(Place::of).toList());
        assertThat(ofTopics.show(listed.get(0).place()).data().orElseThrow().get("number"))
                .isEqualTo(0);
        assertThat(ofTopics.show(listed.get(0).place()).stackTrace()).contains("No such warehouse");

        assertThat(ofTopics.redrive(topic + "-dlt", 5, "ann")).isEqualTo(new Redriven(5, List.of()));
        try (TopicLetters another = TopicLetters.open(kafka.settings())) {
            assertThat(another.redrive(topic + "-dlt", 5, "ben").done()).isEqualTo(3);
        }
        assertThat(ofTopics.redrive(topic + "-dlt", 5, "ann").done()).isZero();
        assertThat(page(topic + "-dlt")).isEmpty();
        assertRepeated(before, kafka.committed(topic));
        assertThat(letters.audit(Optional.of(listed.get(0).id()), OptionalLong.empty(), 10)
                        .entries())
                .extracting(AuditEntry::action, AuditEntry::by)
                .containsExactly(tuple(AuditEntry.Action.REDRIVE, "ann"));
    }

    /** Each partition has its records twice, in order, to the byte. */
    private static void assertRepeated(
            List<ConsumerRecord<byte[], byte[]>> before, List<ConsumerRecord<byte[], byte[]>> after) {
        for (int partition = 0; partition < 2; partition++) {
            int number = partition;
            List<String> first = texts(before, number);
            List<String> twice = new ArrayList<>(first);
            twice.addAll(first);
            assertThat(texts(after, number)).isEqualTo(twice);
        }
    }

    private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records, int partition) {
        return records.stream()
                .filter(each -> each.partition() == partition)
                .map(each -> Arrays.toString(each.key())
                        + Arrays.toString(each.value())
                        + Arrays.toString(each.headers().toArray()))
                .toList();
    }

    /** Lets Kafka Streams fail with both events of a topic. */
    private void failInStreams(String topic, String dead) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(topic).mapValues(value -> {
            if (value.length > 0) {
                throw new IllegalArgumentException("Not in stock");
            }
            return value;
        });
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "application.id",
                group,
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "state.dir",
                "target/" + group,
                "default.key.serde",
                Serdes.ByteArraySerde.class,
                "default.value.serde",
                Serdes.ByteArraySerde.class,
                "processing.guarantee",
                "exactly_once_v2",
                "auto.offset.reset",
                "earliest",
                "errors.dead.letter.queue.topic.name",
                dead,
                "processing.exception.handler",
                LogAndContinueProcessingExceptionHandler.class));
        try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
            streams.start();
            await().until(() -> kafka.committed(dead).size() == 2);
        }
    }

    @Test
    void thoseOfKafkaStreamsAreListedAndPublishedAgain() {
        String topic = kafka.topic(1);
        String dead = kafka.topic(1);
        count(topic, "a", 0, 2);
        failInStreams(topic, dead);
        TopicLetter letter = page(dead).get(0);
        assertThat(letter.writer()).isEqualTo(Writer.KAFKA_STREAMS);
        assertThat(letter.origin()).isEqualTo(new Place(topic, 0, 0));
        assertThat(letter.exception()).endsWith("IllegalArgumentException");
        assertThat(ofTopics.redrive(letter.place(), "ann").done()).isOne();
        assertThat(ofTopics.redrive(letter.place(), "ann").done()).isZero();
        List<ConsumerRecord<byte[], byte[]>> records = kafka.committed(topic);
        assertThat(records).hasSize(3);
        assertThat(records.get(2).value()).isEqualTo(records.get(0).value());
        assertThat(records.get(2).headers().toArray())
                .isEqualTo(records.get(0).headers().toArray());
        assertThat(ofTopics.discard(dead, 10, "a test", "ann").done()).isOne();
        assertThat(page(dead)).isEmpty();
    }

    private static ProducerRecord<byte[], byte[]> letter(String topic, String origin, int bytes) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, "a".getBytes(UTF_8), new byte[bytes]);
        record.headers()
                .add("ce_replyto", "gregor.replies:0".getBytes(UTF_8))
                .add("ce_id", "c1".getBytes(UTF_8))
                .add("__streams.errors.topic", origin.getBytes(UTF_8))
                .add("__streams.errors.partition", "0".getBytes(UTF_8))
                .add("__streams.errors.offset", "7".getBytes(UTF_8));
        return record;
    }

    @Test
    void thoseThatCannotBePublishedStay() {
        String dead = kafka.topic(1);
        String small = kafka.topic(1, Map.of("max.message.bytes", "600"));
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(letter(dead, small, 1));
            producer.send(letter(dead, small, 1_000));
            producer.send(letter(dead, "user.events", 1));
            producer.send(letter(dead, "user.state", 1));
            producer.send(letter(dead, "gregor.letters.mail", 1));
            producer.send(letter(dead, "nobodys-topic", 1));
            producer.send(letter(dead, "null", 1));
            producer.send(new ProducerRecord<>(dead, new byte[1]));
            producer.send(letter(dead, small, 2));
        }
        Redriven redriven = ofTopics.redrive(dead, 10, "ann");
        assertThat(redriven.done()).isEqualTo(2);
        assertThat(redriven.skipped())
                .extracting(Redriven.Skipped::reason)
                .anySatisfy(each -> assertThat(each).contains("refuse"))
                .anySatisfy(each -> assertThat(each).contains("nobodys-topic"));
        assertThat(kafka.committed(small))
                .extracting(each -> each.value().length)
                .containsExactly(1, 2);
        assertThat(page(dead)).hasSize(7);
        Redriven one = ofTopics.redrive(page(dead).get(1).place(), "ann");
        assertThat(one.done()).isZero();
        assertThat(one.skipped())
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains("one writer only"));
        assertThatThrownBy(() -> page("nobodys-topic")).isInstanceOf(PermanentException.class);
        assertThatThrownBy(() -> ofTopics.page(dead, Optional.of("x"), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thoseOfRetryTopicsOfSpringKafkaArePublishedAgain() {
        String topic = kafka.topic(1);
        String dead = kafka.topic(1);
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(dead, "a".getBytes(UTF_8), new byte[] {1});
        letter.headers()
                .add("own", new byte[] {7})
                .add("kafka_original-topic", topic.getBytes(UTF_8))
                .add("kafka_original-partition", new byte[] {0, 0, 0, 0})
                .add("kafka_original-offset", new byte[] {0, 0, 0, 0, 0, 0, 1, 0})
                .add("kafka_dlt-original-consumer-group", "shipping".getBytes(UTF_8))
                .add("kafka_exception-fqcn", "x.NoSuchWarehouse".getBytes(UTF_8))
                .add("retry_topic-attempts", new byte[] {0, 0, 0, 3});
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(letter);
        }
        assertThat(page(dead)).singleElement().satisfies(each -> {
            assertThat(each.writer()).isEqualTo(Writer.SPRING_KAFKA);
            assertThat(each.service()).isEqualTo("shipping");
            assertThat(each.origin()).isEqualTo(new Place(topic, 0, 256));
            assertThat(each.exception()).isEqualTo("x.NoSuchWarehouse");
        });
        assertThat(ofTopics.redrive(dead, 10, "ann").done()).isOne();
        assertThat(kafka.committed(topic).get(0).headers().toArray())
                .extracting(each -> each.key())
                .containsExactly("own");
    }

    @Test
    void aTopicThatIsMadeAnewHasNewLetters() throws Exception {
        String dead = kafka.topic(1);
        String topic = kafka.topic(1);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer();
                Admin admin = Admin.create(kafka.client())) {
            producer.send(letter(dead, topic, 1)).get();
            assertThat(ofTopics.redrive(dead, 10, "ann").done()).isOne();
            admin.deleteTopics(List.of(dead)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(dead));
            kafka.create(dead, 1, Map.of());
        }
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(letter(dead, topic, 2)).get();
        }
        assertThat(page(dead)).hasSize(1);
        assertThat(ofTopics.redrive(dead, 10, "ann").done()).isOne();
        assertThat(kafka.committed(topic))
                .extracting(each -> each.value().length)
                .containsExactly(1, 2);
    }

    @Test
    void aCommandGoesToThePartitionOfItsKeyAndAsksForNoReply() {
        String commands = group + ".commands";
        kafka.create(commands, 4, Map.of());
        kafka.create(commands + ".dlq", 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(letter(commands + ".dlq", commands, 1));
        }
        assertThat(ofTopics.redrive(commands + ".dlq", 10, "ann").done()).isOne();
        ConsumerRecord<byte[], byte[]> command = kafka.committed(commands).get(0);
        count(commands, "a", 0, 1);
        assertThat(kafka.committed(commands))
                .extracting(ConsumerRecord::partition)
                .containsOnly(command.partition())
                .hasSize(2);
        assertThat(command.headers().lastHeader("ce_id")).isNotNull();
        assertThat(command.headers().lastHeader("ce_replyto")).isNull();
    }

    @Test
    void thoseOfBroadcastSubscriptionsAreListedAndThoseOfOthersAreNot() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "a1"));
        start(events(topic));
        Events everywhere = new Events(group + "b", this::fail, all -> {
            all.topics(topic);
            all.retries(QUICK);
            all.broadcast();
        });
        start(everywhere);
        count(topic, "z", 0, 1);
        await().untilAsserted(() -> {
            count(topic, "z", everywhere.begun.size() + 1, everywhere.begun.size() + 2);
            assertThat(everywhere.handled).isNotEmpty();
        });
        count(topic, "a", 0, 1);
        awaitLetters(1);
        await().untilAsserted(() -> assertThat(page(topic + ".dlq")).hasSize(1));
        TopicLetter letter = page(topic + ".dlq").get(0);
        assertThat(letter.writer()).isEqualTo(Writer.BROADCAST);
        assertThat(letter.obstacle())
                .hasValueSatisfying(each -> assertThat(each).contains("broadcast"));
        assertThat(ofTopics.redrive(letter.place(), "ann").skipped()).hasSize(1);
        assertThat(ofTopics.discard(letter.place(), "seen", "ann").done()).isOne();
        assertThat(page(topic + ".dlq")).isEmpty();
    }
}
