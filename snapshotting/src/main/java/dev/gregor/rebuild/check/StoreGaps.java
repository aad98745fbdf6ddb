package dev.gregor.rebuild.check;

import dev.gregor.message.EventMetadata;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.write.ChangelogRecords;
import dev.gregor.write.WriteSide;
import dev.gregor.write.handled.HandledUpTo;
import dev.gregor.write.handled.PartitionProgress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks for what the stores of one aggregate type have to hold at the least: the aggregate of the last event of each partition
 * as that left it, and the outcome of the last command. A changelog that was replaced by an older one, or by an empty one, does
 * not.
 */
record StoreGaps(StoppedWriteSide<?> stopped, LastRecords records) {

    /** What is not there, a sentence each. */
    List<String> find(Map<Integer, EventMetadata> lastEvents, Map<Integer, PartitionProgress> clocks) {
        List<String> gaps = new ArrayList<>();
        lastEvents.forEach((partition, event) -> {
            if (!hasAggregate(event)) {
                gaps.add("partition %d has no '%s' at version %d among its aggregates"
                        .formatted(partition, event.aggregateId(), event.version()));
            }
        });
        long recent = System.currentTimeMillis()
                - stopped.writeSide().settings().idRetention().toMillis();
        clocks.forEach((partition, clock) -> {
            if (clock.millis() > recent && !hasOutcome(partition, clock)) {
                gaps.add("partition %d has not the outcome of its last command".formatted(partition));
            }
        });
        return gaps;
    }

    private boolean hasAggregate(EventMetadata event) {
        var changelog =
                new TopicPartition(stopped.changelog(SnapshotStorage.storeName(stopped.type())), event.partition());
        return records.last(
                        changelog,
                        record -> record.value() != null
                                        && AggregateFold.aggregateId(record.key())
                                                .equals(event.aggregateId())
                                        && AggregateFold.version(record.key(), record.value()) >= event.version()
                                ? Optional.of(true)
                                : Optional.empty())
                .isPresent();
    }

    private boolean hasOutcome(int partition, PartitionProgress clock) {
        Optional<byte[]> wanted =
                clock.handledUpTo().filter(HandledUpTo::hasOutcome).map(HandledUpTo::lastOutcome);
        var changelog = new TopicPartition(stopped.changelog(WriteSide.handledStore(stopped.type())), partition);
        return wanted.isEmpty()
                || records.last(
                                changelog,
                                record -> Arrays.equals(wanted.get(), ChangelogRecords.commandKey(record.key()))
                                        ? Optional.of(true)
                                        : Optional.empty())
                        .isPresent();
    }
}
