package dev.gregor.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of clients of our own, made of those that the user gives for all clients. */
public final class KafkaClients {

    private static final List<String> IDS = List.of("client.id", "group.id", "group.instance.id", "transactional.id");

    /** How long a producer waits for its sockets at most, if it may authenticate again over TLS. */
    private static final int LONGEST_WAIT_MILLIS = 1_000;

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

    /**
     * The settings of a producer that sends on soon after it has authenticated again. Over TLS, answers to requests that were under way may be left in its
     * buffers then, where it does not look before something else wakes it up: a send, or the time of {@code request.timeout.ms}. Metadata that is
     * asked for each second wakes it up as well.
     */
    public static Map<String, Object> producing(Map<String, Object> settings) {
        if (!"SASL_SSL".equalsIgnoreCase(String.valueOf(settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)))) {
            return settings;
        }
        Map<String, Object> producing = new HashMap<>(settings);
        producing.merge(
                ProducerConfig.METADATA_MAX_AGE_CONFIG,
                LONGEST_WAIT_MILLIS,
                (given, most) -> Math.min(Long.parseLong(given.toString()), LONGEST_WAIT_MILLIS));
        return producing;
    }

    /** A producer of bytes. */
    public static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(producing(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer of text. */
    public static KafkaProducer<String, String> textProducer(Map<String, Object> settings) {
        return new KafkaProducer<>(producing(settings), new StringSerializer(), new StringSerializer());
    }

    /** A consumer of bytes. */
    public static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
