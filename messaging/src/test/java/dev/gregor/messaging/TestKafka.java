package dev.gregor.messaging;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.Customer;
import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.mail.NamedPurchase;
import dev.gregor.messaging.mail.Purchase;
import dev.gregor.messaging.mail.Total;
import dev.gregor.messaging.mail.UserRegistered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker in the process of the tests, and what is needed around it. */
public final class TestKafka implements BeforeAllCallback, AfterAllCallback {

    public static final MessageTypes TYPES = MessageTypes.none()
            .with("user.registered.v1", UserRegistered.class)
            .with("email.sent.v1", EmailSent.class)
            .with("count.counted.v1", Counted.class)
            .with("purchase.made.v1", Purchase.class)
            .with("customer.named.v1", Customer.class)
            .with("purchase.named.v1", NamedPurchase.class)
            .with("total.changed.v1", Total.class);

    public final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());

    private @Nullable Path folder;
    private @Nullable LocalBroker broker;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path data = Files.createTempDirectory("gregor-messaging");
        folder = data;
        broker = LocalBroker.start(BrokerSettings.in(data)
                .withProperties(Map.of(
                        "group.share.min.record.lock.duration.ms",
                        "1000",
                        "group.share.record.lock.duration.ms",
                        "4000")));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        requireNonNull(broker).close();
        Utils.delete(requireNonNull(folder).toFile());
    }

    public String bootstrapServers() {
        return requireNonNull(broker).bootstrapServers();
    }

    public Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers()));
    }

    public MessagingSettings settings() {
        return settings(Map.of());
    }

    /** With these settings of clients. */
    public MessagingSettings settings(Map<String, Object> more) {
        Map<String, Object> client = client();
        client.putAll(more);
        return new MessagingSettings("mail", client, codec, TYPES, 1_000_000);
    }

    /** A new topic with a name of its own. */
    public String topic(int partitions) {
        return topic(partitions, Map.of());
    }

    public String topic(int partitions, Map<String, String> config) {
        String name = "topic-" + UUID.randomUUID();
        create(name, partitions, config);
        return name;
    }

    public void create(String name, int partitions, Map<String, String> config) {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
                    .all()
                    .get();
            // The controller answers before the broker knows the topic.
            await().ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(name))
                            .allTopicNames()
                            .get()
                            .containsKey(name));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What a topic holds now, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        Map<String, Object> config = client();
        config.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** A producer of records as they are. */
    public KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
