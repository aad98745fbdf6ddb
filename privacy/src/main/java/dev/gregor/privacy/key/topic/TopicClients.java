package dev.gregor.privacy.key.topic;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The clients of the topic of keys. The consumer is the follower's alone. */
record TopicClients(
        TopicPartition partition, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, Admin admin)
        implements AutoCloseable {

    /** How long an answer of the cluster is waited for. */
    static final Duration LIMIT = Duration.ofSeconds(10);

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
        Map<String, Object> asking = KafkaClients.withoutIds(settings);
        asking.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        asking.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        return new TopicClients(
                new TopicPartition(topic, 0),
                KafkaClients.consumer(reading),
                KafkaClients.producer(writing),
                Admin.create(asking));
    }

    /** The offset after the last record. */
    long end() {
        return AdminCalls.await(
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition),
                        "read the end of topic " + partition.topic())
                .offset();
    }

    /**
     * Writes a record, and answers with its offset once it is safe.
     *
     * @throws TransientException if it may not be
     */
    long send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record)
                    .get(LIMIT.toNanos(), TimeUnit.NANOSECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new TransientException("The key store %s cannot be written: %s".formatted(partition.topic(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while writing to the key store " + partition.topic(), e);
        }
    }

    /**
     * Writes records in their order, and returns once they are safe.
     *
     * @throws TransientException if one may not be
     */
    void sendAll(List<ProducerRecord<byte[], byte[]>> records) {
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        for (ProducerRecord<byte[], byte[]> each : records) {
            producer.send(each, (written, refusal) -> {
                if (refusal != null) {
                    refused.set(refusal);
                }
            });
        }
        producer.flush();
        Exception refusal = refused.get();
        if (refusal != null) {
            throw new TransientException(
                    "Topic %s does not take all keys again: %s".formatted(partition.topic(), refusal), refusal);
        }
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
