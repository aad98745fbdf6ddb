package dev.gregor.streams.thread;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.streams.health.Health;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A producer of a stream thread that tells its {@link StreamThreadContext} how its transactions end. */
public final class TransactionAwareProducer extends KafkaProducer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionAwareProducer.class);

    private static final String THROTTLE = "produce-throttle-time-max";

    private final Health health;
    private final Set<TopicPartition> toBeCommitted = new HashSet<>();
    private final Duration limit;
    private final Supplier<Optional<String>> quota = this::quota;
    private boolean inTransaction;
    private long begunNanos;

    TransactionAwareProducer(Health health, Map<String, Object> config) {
        super(KafkaClients.producing(config), new ByteArraySerializer(), new ByteArraySerializer());
        this.health = health;
        this.limit = Duration.ofMillis(
                Long.parseLong(String.valueOf(config.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG))));
        health.progress().delayedBy(quota);
    }

    /** Whatever the producer before left open is aborted by this. */
    @Override
    public void initTransactions() {
        StreamThreadContext thread = StreamThreadContext.current();
        thread.producesBy(this);
        thread.aborted();
        super.initTransactions();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return super.send(record, StreamThreadContext.current().refusedSends().watch(record, callback));
    }

    @Override
    public void beginTransaction() {
        super.beginTransaction();
        inTransaction = true;
        begunNanos = System.nanoTime();
    }

    /** Aborts what is begun, if it still can be. */
    void abortQuietly() {
        try {
            abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("The transaction of a failed thread could not be aborted", e);
        }
    }

    /**
     * Kafka Streams flushes once for each task that is to be committed, and each time would wait for what the caches of that
     * task have just given out; all is flushed at once before the offsets are sent. While a task is taken away, Kafka Streams
     * has to see what fails here.
     */
    @Override
    public void flush() {
        if (StreamThreadContext.current().isPolling()) {
            super.flush();
        }
    }

    /** Waits first until all records of the transaction are written, or one cannot be. */
    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata consumers) {
        super.flush();
        toBeCommitted.addAll(offsets.keySet());
        try {
            super.sendOffsetsToTransaction(offsets, consumers);
        } catch (KafkaException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public void commitTransaction() {
        try {
            super.commitTransaction();
        } catch (KafkaException e) {
            throw unwrapped(e);
        }
        inTransaction = false;
        health.committed(toBeCommitted);
        toBeCommitted.clear();
        StreamThreadContext.current().committed();
    }

    /** An expired producer id, as after a week without a transaction, must not end the stream thread. */
    private static KafkaException unwrapped(KafkaException failure) {
        return failure.getCause() instanceof InvalidPidMappingException forgotten ? forgotten : failure;
    }

    /** Does nothing if that is done. */
    @Override
    public void abortTransaction() {
        StreamThreadContext.current().aborted();
        toBeCommitted.clear();
        if (inTransaction) {
            noteExpiry();
            super.abortTransaction();
            inTransaction = false;
        }
    }

    /** Kafka Streams closes the producer of an aborted transaction, and does not report that as a failure. */
    @Override
    public void close(Duration timeout) {
        if (inTransaction) {
            noteExpiry();
        }
        health.progress().notDelayedBy(quota);
        super.close(timeout);
    }

    private void noteExpiry() {
        long now = System.nanoTime();
        Duration open = Duration.ofNanos(now - begunNanos);
        begunNanos = now;
        if (open.compareTo(limit) > 0) {
            health.progress().expired(open, limit);
            LOG.warn(
                    "A transaction was open for {} s and was aborted, for the limit is {} s; its records are handled again",
                    open.toSeconds(),
                    limit.toSeconds());
        }
    }

    /** Whether a quota of bytes delays it by more than half of the time that a transaction has. */
    private Optional<String> quota() {
        Duration delay = throttled();
        return delay.compareTo(limit.dividedBy(2)) <= 0
                ? Optional.empty()
                : Optional.of(
                        ("brokers delay what it writes by up to %d s, to keep it below a quota, and a transaction has %d s: raise the"
                                        + " quota (producer_byte_rate), or set gregor.kafka.producer.transaction.timeout.ms higher")
                                .formatted(delay.toSeconds(), limit.toSeconds()));
    }

    /** For how long brokers have told it to wait of late, at the most: they do so while it is above a quota. */
    private Duration throttled() {
        return metrics().entrySet().stream()
                .filter(each -> each.getKey().name().equals(THROTTLE))
                .map(each -> each.getValue().metricValue())
                .filter(value -> value instanceof Double millis && !millis.isNaN())
                .map(value -> Duration.ofMillis(((Double) value).longValue()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
