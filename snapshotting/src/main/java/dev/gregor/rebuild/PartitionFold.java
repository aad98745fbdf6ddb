package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.log.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventMetadata;
import dev.gregor.rebuild.Workspace.Kind;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.snapshot.FoldResult;
import dev.gregor.topic.KeyPartition;
import dev.gregor.write.AcceptedCommand;
import dev.gregor.write.ChangelogRecords;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Folds the events of one partition, aggregate by aggregate, and notes where versions or sequences do not follow each other. */
final class PartitionFold<S extends SpecificRecord> {

    private static final int KEPT_IN_MEMORY = 50_000;
    private static final int EVENTS_BETWEEN_CHECKPOINTS = 100_000;

    private final TopicPartition partition;
    private final int partitions;
    private final AggregateFold<S> folding;
    private final Workspace workspace;
    private final ChangelogRecords records;
    private final FaultHandlers faults;
    private final long recentSince;
    private final Map<String, FoldedEntry<S>> live = new HashMap<>();
    private final Map<String, FoldedEntry<S>> changed = new HashMap<>();
    private final Map<Bytes, byte[]> outcomes = new HashMap<>();
    private Checkpoint checkpoint;
    private long sinceCheckpoint;

    PartitionFold(
            StoppedWriteSide<S> stopped,
            TopicPartition partition,
            Workspace workspace,
            long beginning,
            FaultHandlers faults) {
        this.partition = partition;
        this.partitions = stopped.partitions();
        this.folding = stopped.folding();
        this.workspace = workspace;
        this.records = new ChangelogRecords(stopped.writeSide(), partition.partition());
        this.recentSince = records.recentSince(Clock.systemUTC().millis());
        this.faults = faults;
        this.checkpoint = workspace.checkpoint(partition.partition(), beginning);
    }

    private byte[] key(Kind kind, byte[] rest) {
        return Workspace.key(kind, partition.partition(), rest);
    }

    long offset() {
        return checkpoint.offset();
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        EventMetadata event;
        try {
            event = EventReader.metadata(record.key(), record.headers(), partition.partition());
        } catch (PermanentException e) {
            foreign(record, "is no event: " + e.getMessage());
            return;
        }
        checkPartition(record, event);
        checkSequence(record, event);
        FoldedEntry<S> before = entry(event.aggregateId());
        checkVersion(record, event, before);
        checkpoint = checkpoint.after(event.sequence(), event.time().toEpochMilli());
        change(
                event,
                before.apply(event, folded(record, event, before.folded()), types(event, before), checkpoint.events()));
        sinceCheckpoint++;
    }

    private void change(EventMetadata event, FoldedEntry<S> after) {
        live.put(event.aggregateId(), after);
        FoldedEntry<S> unwritten = changed.put(event.aggregateId(), after);
        if (unwritten != null && !unwritten.commandId().equals(after.commandId())) {
            keepOutcome(event.aggregateId(), unwritten);
        }
    }

    private void checkPartition(ConsumerRecord<byte[], byte[]> record, EventMetadata event) {
        int expected = KeyPartition.of(record.key(), partitions);
        if (expected != record.partition()) {
            foreign(
                    record,
                    "is event '%s' of '%s', which belongs to partition %d"
                            .formatted(event.id(), event.aggregateId(), expected));
        }
    }

    private void checkSequence(ConsumerRecord<byte[], byte[]> record, EventMetadata event) {
        long count = checkpoint.events() + 1;
        if (!checkpoint.sequences().isFollowedBy(event.sequence(), count)) {
            broken(
                    record,
                    "is event '%s' and has the partition sequence %d, expected %d"
                            .formatted(
                                    event.id(),
                                    event.sequence(),
                                    checkpoint.sequences().expected(count)));
        }
    }

    private void checkVersion(ConsumerRecord<byte[], byte[]> record, EventMetadata event, FoldedEntry<S> before) {
        long count = before.version() + 1;
        if (!before.versions().isFollowedBy(event.version(), count)) {
            broken(
                    record,
                    "is event '%s' of '%s' and has the version %d, expected %d"
                            .formatted(
                                    event.id(),
                                    event.aggregateId(),
                                    event.version(),
                                    before.versions().expected(count)));
        }
    }

    private FoldResult<S> folded(ConsumerRecord<byte[], byte[]> record, EventMetadata event, FoldResult<S> before) {
        try {
            return folding.apply(before, event, record.value());
        } catch (RuntimeException e) {
            broken(record, "is event '%s', which cannot be folded: %s".formatted(event.id(), e));
            AggregateState<S> state = before.state();
            return new FoldResult<>(
                    new AggregateState<>(state.version() + 1, event.time(), state.state()), before.last());
        }
    }

    private void foreign(ConsumerRecord<byte[], byte[]> record, String problem) {
        faults.foreign().accept(sentence(record, problem));
    }

    private void broken(ConsumerRecord<byte[], byte[]> record, String problem) {
        faults.broken().accept(sentence(record, problem));
    }

    private String sentence(ConsumerRecord<byte[], byte[]> record, String problem) {
        return "Record %s@%d %s".formatted(partition, record.offset(), problem);
    }

    private FoldedEntry<S> entry(String aggregateId) {
        FoldedEntry<S> entry = live.get(aggregateId);
        if (entry != null) {
            return entry;
        }
        byte[] stored = workspace.get(key(Kind.AGGREGATE, aggregateId.getBytes(UTF_8)));
        return stored == null ? FoldedEntry.none() : FoldedEntry.decode(stored, folding);
    }

    /** The types of the events of a command up to this one; null if the command is not remembered any more. */
    private @Nullable List<String> types(EventMetadata event, FoldedEntry<S> before) {
        if (!isRecent(event.time())) {
            return null;
        }
        List<String> types = before.commandId().equals(event.causationId())
                ? types(event.aggregateId(), before)
                : new ArrayList<>(1);
        types.add(event.type().toString().intern());
        return types;
    }

    private List<String> types(String aggregateId, FoldedEntry<S> before) {
        List<String> types = before.types();
        if (types != null) {
            return types;
        }
        byte[] key = records.outcomeKey(aggregateId, before.commandId(), before.time());
        byte[] outcome = workspace.get(key(Kind.OUTCOME, key));
        return outcome == null ? new ArrayList<>() : new ArrayList<>(records.eventTypes(outcome));
    }

    private boolean isRecent(Instant time) {
        return time.toEpochMilli() >= recentSince;
    }

    /** Once for each command and checkpoint: an outcome is as long as its command has events. */
    private void keepOutcome(String aggregateId, FoldedEntry<S> entry) {
        List<String> types = entry.types();
        if (types != null && isRecent(entry.time())) {
            var outcome = records.outcome(new AcceptedCommand(
                    aggregateId, entry.commandId(), types, entry.version(), entry.sequence(), entry.time()));
            outcomes.put(Bytes.wrap(key(Kind.OUTCOME, outcome.key)), outcome.value);
        }
    }

    /** Keeps what is done up to an offset, if that is much. */
    void checkpointIfDue(long nextOffset) {
        if (sinceCheckpoint >= EVENTS_BETWEEN_CHECKPOINTS) {
            checkpoint(nextOffset);
        }
    }

    void checkpoint(long nextOffset) {
        checkpoint = checkpoint.at(nextOffset);
        changed.forEach(this::keepOutcome);
        Map<Bytes, byte[]> entries = new HashMap<>(outcomes);
        changed.forEach(
                (id, entry) -> entries.put(Bytes.wrap(key(Kind.AGGREGATE, id.getBytes(UTF_8))), entry.encode(folding)));
        entries.put(Bytes.wrap(key(Kind.CHECKPOINT, new byte[0])), checkpoint.encode());
        workspace.write(entries);
        changed.clear();
        outcomes.clear();
        sinceCheckpoint = 0;
        if (live.size() > KEPT_IN_MEMORY) {
            live.clear();
        }
    }
}
