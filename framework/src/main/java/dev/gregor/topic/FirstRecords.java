package dev.gregor.topic;

import dev.gregor.failure.TransientException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first record that a producer sends to a partition arrive before it sends others. A broker that knows nothing of an idempotent producer yet
 * accepts any sequence number: if it refuses the first batch, as it does while it becomes the leader, and accepts the second one that is
 * already on its way, the first one is out of order from then on, and lost. Thread-safe.
 */
public final class FirstRecords {

    private final Producer<byte[], byte[]> producer;
    private final long maxBlockMillis;
    private final Map<TopicPartition, CompletableFuture<Boolean>> firsts = new ConcurrentHashMap<>();

    /**
     * Guards a producer that partitions by key, as Kafka does unless told otherwise.
     *
     * @param maxBlockMillis how long a record waits for the first one of its partition, at most
     */
    public FirstRecords(Producer<byte[], byte[]> producer, long maxBlockMillis) {
        this.producer = producer;
        this.maxBlockMillis = maxBlockMillis;
    }

    /**
     * Sends a record once the first one of its partition has arrived; to any partition if it has neither partition nor key.
     *
     * @throws TransientException if that takes too long; the record is not sent then
     * @throws RuntimeException what the producer throws; the record is not sent then
     */
    public void send(ProducerRecord<byte[], byte[]> unplaced, Callback then) {
        ProducerRecord<byte[], byte[]> record = placed(unplaced);
        CompletableFuture<Boolean> first = enter(partition(record));
        if (first == null) {
            producer.send(record, then);
            return;
        }
        try {
            producer.send(record, (written, failure) -> {
                first.complete(failure == null);
                then.onCompletion(written, failure);
            });
        } catch (RuntimeException e) {
            first.complete(false);
            throw e;
        }
    }

    private ProducerRecord<byte[], byte[]> placed(ProducerRecord<byte[], byte[]> record) {
        if (record.key() != null || record.partition() != null) {
            return record;
        }
        int any = ThreadLocalRandom.current()
                .nextInt(producer.partitionsFor(record.topic()).size());
        return new ProducerRecord<>(record.topic(), any, record.timestamp(), null, record.value(), record.headers());
    }

    private TopicPartition partition(ProducerRecord<byte[], byte[]> record) {
        Integer given = record.partition();
        int partitions = producer.partitionsFor(record.topic()).size();
        return new TopicPartition(record.topic(), given == null ? KeyPartition.of(record.key(), partitions) : given);
    }

    /** Waits until a record may be sent; what is returned is to be completed with whether it has arrived, if it is the first one. */
    private @Nullable CompletableFuture<Boolean> enter(TopicPartition partition) {
        while (true) {
            CompletableFuture<Boolean> first = firsts.get(partition);
            if (first == null) {
                CompletableFuture<Boolean> mine = new CompletableFuture<>();
                if (firsts.putIfAbsent(partition, mine) == null) {
                    return mine;
                }
            } else if (hasArrived(first)) {
                return null;
            } else {
                firsts.remove(partition, first);
            }
        }
    }

    private boolean hasArrived(CompletableFuture<Boolean> first) {
        try {
            return first.get(maxBlockMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new TransientException(
                    "The first record for the partition has not arrived for %d ms; check the brokers"
                            .formatted(maxBlockMillis),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting to send", e);
        }
    }
}
