package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.event.log.EventReader;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.message.EventMetadata;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the committed events of a partition of the events topic from the first to the one whose sequence was the last when
 * the partition was opened. An aggregate whose snapshot is unreadable has no event after that one, for it is loaded, and
 * so given a new snapshot, before its next.
 */
record TopicHistory<S extends SpecificRecord>(
        AggregateFold<S> folding, int partition, long lastSequence, Map<String, Object> streamsConfig)
        implements History<S> {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public FoldResult<S> fold(String aggregateId) {
        TopicPartition events = new TopicPartition(folding.eventsTopic(), partition);
        try (Consumer<byte[], byte[]> consumer = KafkaClients.readerBeside(streamsConfig, "gregor-history")) {
            consumer.assign(List.of(events));
            consumer.seekToBeginning(List.of(events));
            return fold(aggregateId, consumer);
        }
    }

    private FoldResult<S> fold(String aggregateId, Consumer<byte[], byte[]> consumer) {
        byte[] key = aggregateId.getBytes(UTF_8);
        FoldResult<S> folded = FoldResult.none();
        long sequence = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (sequence < lastSequence) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> event : records) {
                sequence = EventReader.sequence(event.headers());
                if (sequence <= lastSequence && Arrays.equals(key, event.key())) {
                    folded = folding.apply(folded, metadata(event), event.value());
                }
            }
            deadline = records.isEmpty() ? deadline : System.nanoTime() + PATIENCE.toNanos();
            if (System.nanoTime() > deadline) {
                throw new TransientException("Event %d of %s-%d does not come within %s, the last that came is %d"
                        .formatted(lastSequence, folding.eventsTopic(), partition, PATIENCE, sequence));
            }
        }
        return folded;
    }

    private EventMetadata metadata(ConsumerRecord<byte[], byte[]> event) {
        return EventReader.metadata(event.key(), event.headers(), partition);
    }
}
