package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.write.deadletter.RecordSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads records of dead letters, one at a time. Thread-safe. */
public final class LetterReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS = 20;
    private static final int FETCH_BYTES = 256 * 1024;
    private static final long KEPT_BYTES = 8L << 20;
    /** A fetch at the end of a partition, which the consumer sends ahead, holds up the next one elsewhere. */
    private static final int FETCH_WAIT_MILLIS = 5;

    private final Supplier<KafkaConsumer<byte[], byte[]>> opening;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable TopicPartition assigned;
    private final Map<TopicPartition, Map<Long, ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
    private long readBytes;

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
     * @throws PermanentException if it is no longer there, or is of another letter
     * @throws TransientException if it cannot be read now
     */
    public ConsumerRecord<byte[], byte[]> read(DeadLetter letter) {
        return read(letter, letter.recordTopic());
    }

    /** The same in a topic in which the letter was before. */
    synchronized ConsumerRecord<byte[], byte[]> read(DeadLetter letter, String topic) {
        TopicPartition partition = new TopicPartition(topic, letter.place().partition());
        try {
            ConsumerRecord<byte[], byte[]> found = take(partition, letter.letterOffset());
            ConsumerRecord<byte[], byte[]> record = found == null ? fetch(letter, partition) : found;
            if (!isOf(letter, record)) {
                throw new PermanentException(
                        "Topic %s has another letter than %s at offset %d of partition %d; discard it"
                                .formatted(topic, letter.id(), letter.letterOffset(), partition.partition()));
            }
            return record;
        } catch (OffsetOutOfRangeException gone) {
            throw gone(letter, topic);
        } catch (KafkaException e) {
            throw new TransientException("Dead letter %s cannot be read: %s".formatted(letter.id(), e), e);
        }
    }

    private static boolean isOf(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        return is(record, MessageHeaders.ERROR_TOPIC, letter.place().topic())
                && is(
                        record,
                        MessageHeaders.ERROR_OFFSET,
                        String.valueOf(letter.place().offset()))
                && is(record, LetterHeaders.SUBSCRIPTION, letter.subscription());
    }

    /** A letter that is the reason alone has less. */
    private static boolean is(ConsumerRecord<byte[], byte[]> record, String header, String value) {
        Header found = record.headers().lastHeader(header);
        return found == null || Arrays.equals(found.value(), value.getBytes(UTF_8));
    }

    /**
     * Makes sure that a record has all that its event had: without its value it would be read as a tombstone.
     *
     * @throws PermanentException if something was left out
     */
    public static void requireWhole(ConsumerRecord<byte[], byte[]> record) {
        Header missing = record.headers().lastHeader(MessageHeaders.LEFT_OUT);
        if (missing != null) {
            throw new PermanentException(
                    "The dead letter is without parts of its event: %s; publish the event again, and discard the letter"
                            .formatted(missing.value() == null ? "" : new String(missing.value(), UTF_8)));
        }
    }

    private @Nullable ConsumerRecord<byte[], byte[]> take(TopicPartition partition, long offset) {
        Map<Long, ConsumerRecord<byte[], byte[]>> known = read.get(partition);
        ConsumerRecord<byte[], byte[]> record = known == null ? null : known.remove(offset);
        if (record != null) {
            readBytes -= bytes(record);
        }
        return record;
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        ConsumerRecord<byte[], byte[]> before = read.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()), any -> new HashMap<>())
                .put(record.offset(), record);
        readBytes += bytes(record) - (before == null ? 0 : bytes(before));
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return RecordSize.of(record.key(), record.value(), record.headers());
    }

    /** Those after it come along: they are next sooner or later, and kept as long as they are not too many. */
    private ConsumerRecord<byte[], byte[]> fetch(DeadLetter letter, TopicPartition partition) {
        KafkaConsumer<byte[], byte[]> open = at(partition);
        open.seek(partition, letter.letterOffset());
        if (readBytes > KEPT_BYTES) {
            read.clear();
            readBytes = 0;
        }
        ConsumerRecords<byte[], byte[]> found = ConsumerRecords.empty();
        for (int i = 0; i < POLLS && found.isEmpty(); i++) {
            found = open.poll(POLL);
        }
        if (found.isEmpty()) {
            throw new TransientException("Dead letter %s was not read in time".formatted(letter.id()));
        }
        found.forEach(this::keep);
        ConsumerRecord<byte[], byte[]> record = take(partition, letter.letterOffset());
        if (record == null) {
            throw gone(letter, partition.topic());
        }
        return record;
    }

    private static PermanentException gone(DeadLetter letter, String topic) {
        return new PermanentException(
                "Dead letter %s is no longer in topic %s at offset %d: its retention has removed it; discard it"
                        .formatted(letter.id(), topic, letter.letterOffset()));
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
