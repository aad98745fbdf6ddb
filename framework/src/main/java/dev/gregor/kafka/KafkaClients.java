package dev.gregor.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of clients of our own, made of those that the user gives for all clients. */
public final class KafkaClients {

    private static final List<String> IDS = List.of("client.id", "group.id", "group.instance.id", "transactional.id");

    private KafkaClients() {}

    /** The settings without the ids, which name clients of the user. */
    public static Map<String, Object> withoutIds(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().removeAll(IDS);
        return settings;
    }

    /** Settings of a consumer of committed records that is in no group, commits no offsets, and creates no topics. */
    public static Map<String, Object> reader(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /**
     * A consumer of committed records beside a Kafka Streams application, which begins at the earliest record.
     *
     * @param streamsConfig the settings of the application
     */
    public static KafkaConsumer<byte[], byte[]> readerBeside(Map<String, Object> streamsConfig, String clientId) {
        Map<String, Object> settings = new StreamsConfig(streamsConfig).getRestoreConsumerConfigs(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return consumer(settings);
    }

    /** A producer of bytes. */
    public static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer of bytes. */
    public static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
