package dev.gregor.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.sql.order.OrderPlaced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker in the process of the tests. */
public final class TestKafka implements BeforeAllCallback, AfterAllCallback {

    public static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());

    private @Nullable Path folder;
    private @Nullable LocalBroker broker;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path data = Files.createTempDirectory("gregor-sql");
        folder = data;
        broker = LocalBroker.start(BrokerSettings.in(data));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        requireNonNull(broker).close();
        Utils.delete(requireNonNull(folder).toFile());
    }

    public String bootstrapServers() {
        return requireNonNull(broker).bootstrapServers();
    }

    /** Of an application of its own. */
    public MessagingSettings settings() {
        return settings("app-" + UUID.randomUUID(), bootstrapServers());
    }

    public static MessagingSettings settings(String app, String bootstrapServers) {
        MessageTypes types = MessageTypes.none().with("order.placed.v1", OrderPlaced.class);
        return new MessagingSettings(
                app,
                Map.of("bootstrap.servers", bootstrapServers, "session.timeout.ms", "6000"),
                CODEC,
                types,
                1_000_000);
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
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Reads the committed records of a topic from the beginning. */
    public Followed follow(String topic) {
        return new Followed(bootstrapServers(), topic);
    }

    /** The number in a record, after its key. */
    public static String keyAndNumber(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8) + '/' + number(record);
    }

    public static int number(ConsumerRecord<byte[], byte[]> record) {
        return CODEC.decode(record.topic(), record.value(), OrderPlaced.class).getNumber();
    }
}
