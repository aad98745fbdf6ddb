package dev.gregor.messaging.letter;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.topic.Topics;
import java.time.Duration;
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

    private final Supplier<KafkaConsumer<byte[], byte[]>> opening;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable TopicPartition assigned;

    /** Reads with clients of these settings. */
    public LetterReader(MessagingSettings settings) {
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
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
        TopicPartition partition = new TopicPartition(
                Topics.deadLetters(letter.place().topic()), letter.place().partition());
        try {
            KafkaConsumer<byte[], byte[]> open = at(partition, letter.letterOffset());
            for (int i = 0; i < POLLS; i++) {
                for (ConsumerRecord<byte[], byte[]> each : open.poll(POLL)) {
                    return received(letter, each);
                }
            }
            throw new TransientException("Dead letter %s was not read in time".formatted(letter.id()));
        } catch (OffsetOutOfRangeException gone) {
            throw gone(letter);
        } catch (KafkaException e) {
            throw new TransientException("Dead letter %s cannot be read: %s".formatted(letter.id(), e), e);
        }
    }

    private static ConsumerRecord<byte[], byte[]> received(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        if (record.offset() != letter.letterOffset()) {
            throw gone(letter);
        }
        return record;
    }

    private static PermanentException gone(DeadLetter letter) {
        return new PermanentException(
                "Dead letter %s is no longer in topic %s at offset %d: its retention has removed it; discard it"
                        .formatted(
                                letter.id(), Topics.deadLetters(letter.place().topic()), letter.letterOffset()));
    }

    private KafkaConsumer<byte[], byte[]> at(TopicPartition partition, long offset) {
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            open = opening.get();
            consumer = open;
        }
        if (!partition.equals(assigned)) {
            open.assign(List.of(partition));
            assigned = partition;
            open.seek(partition, offset);
        } else if (open.position(partition) != offset) {
            open.seek(partition, offset);
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
