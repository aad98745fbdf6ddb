package dev.gregor.privacy.key.topic;

import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** The clients of the topic of keys. The consumer is the follower's alone. */
record TopicClients(
        TopicPartition partition, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, Admin admin)
        implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** Clients with these settings. */
    static TopicClients of(String topic, Map<String, Object> kafka) {
        Map<String, Object> settings = KafkaClients.withoutIds(kafka);
        Map<String, Object> reading = KafkaClients.reader(settings);
        // A topic that is shorter than what was read of it has lost records.
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        Map<String, Object> writing = KafkaClients.withoutIds(settings);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        writing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new TopicClients(
                new TopicPartition(topic, 0),
                KafkaClients.consumer(reading),
                KafkaClients.producer(writing),
                Admin.create(settings));
    }

    /** The offset after the last record. */
    long end() {
        return AdminCalls.await(
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition),
                        "read the end of topic " + partition.topic())
                .offset();
    }

    /** The id of the topic; nothing if it is not there. */
    Optional<Uuid> topicId() {
        return AdminCalls.describe(admin, partition.topic()).map(TopicDescription::topicId);
    }

    /** Closes all but the consumer. */
    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
        admin.close(CLOSE_LIMIT);
    }
}
