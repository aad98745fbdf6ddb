package dev.gregor.messaging.letter;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads records of dead letters, one at a time. Thread-safe. */
public final class LetterReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS = 20;
    private static final int FETCH_BYTES = 256 * 1024;
    /** A fetch at the end of a partition, which the consumer sends ahead, holds up the next one elsewhere. */
    private static final int FETCH_WAIT_MILLIS = 5;

    private final Supplier<KafkaConsumer<byte[], byte[]>> opening;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable TopicPartition assigned;
    private final Map<Long, ConsumerRecord<byte[], byte[]>> read = new HashMap<>();

    /** Reads with clients of these settings. */
    public LetterReader(MessagingSettings settings) {
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        this.opening = () -> KafkaClients.consumer(config);
    }

    /**
     * The record of a letter.
     *
     * @throws PermanentException if it is no longer there
     * @throws TransientException if it cannot be read now
     */
    public synchronized ConsumerRecord<byte[], byte[]> read(DeadLetter letter) {
        TopicPartition partition =
                new TopicPartition(letter.recordTopic(), letter.place().partition());
        try {
            ConsumerRecord<byte[], byte[]> record =
                    partition.equals(assigned) ? read.remove(letter.letterOffset()) : null;
            return record == null ? fetch(letter, partition) : record;
        } catch (OffsetOutOfRangeException gone) {
            throw gone(letter);
        } catch (KafkaException e) {
            throw new TransientException("Dead letter %s cannot be read: %s".formatted(letter.id(), e), e);
        }
    }

    /** Those after it come along: they are often next. */
    private ConsumerRecord<byte[], byte[]> fetch(DeadLetter letter, TopicPartition partition) {
        KafkaConsumer<byte[], byte[]> open = at(partition);
        open.seek(partition, letter.letterOffset());
        read.clear();
        for (int i = 0; i < POLLS && read.isEmpty(); i++) {
            open.poll(POLL).forEach(each -> read.put(each.offset(), each));
        }
        if (read.isEmpty()) {
            throw new TransientException("Dead letter %s was not read in time".formatted(letter.id()));
        }
        ConsumerRecord<byte[], byte[]> record = read.remove(letter.letterOffset());
        if (record == null) {
            throw gone(letter);
        }
        return record;
    }

    private static PermanentException gone(DeadLetter letter) {
        return new PermanentException(
                "Dead letter %s is no longer in topic %s at offset %d: its retention has removed it; discard it"
                        .formatted(letter.id(), letter.recordTopic(), letter.letterOffset()));
    }

    private KafkaConsumer<byte[], byte[]> at(TopicPartition partition) {
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            open = opening.get();
            consumer = open;
        }
        if (!partition.equals(assigned)) {
            open.assign(List.of(partition));
            assigned = partition;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
