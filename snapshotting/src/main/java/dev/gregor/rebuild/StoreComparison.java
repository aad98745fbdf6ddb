package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageType;
import dev.gregor.rebuild.Workspace.Kind;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.CommittedRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.snapshot.FoldResult;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.write.WriteSide;
import dev.gregor.write.handled.PartitionProgress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;

/** Compares aggregates and counters in the changelogs with those folded into a workspace. */
record StoreComparison<S extends SpecificRecord>(
        StoppedWriteSide<S> stopped, Cluster cluster, Workspace workspace, Consumer<String> findings) {

    private static final byte[] DELETED = {};
    private static final int LONGEST_TEXT = 500;

    /** Answers how many aggregates were compared. */
    long run() {
        String aggregates = stopped.changelog(SnapshotStorage.storeName(stopped.type()));
        String clock = stopped.changelog(WriteSide.clockStore(stopped.type()));
        Set<String> missing = new HashSet<>(Set.of(aggregates, clock));
        missing.removeAll(cluster.topics());
        if (!missing.isEmpty()) {
            findings.accept("There is no topic " + missing + ": run rebuild before the application is started");
            return 0;
        }
        readAll(aggregates, this::keepStored);
        compareClocks(clock);
        AggregateFold<S> folding = stopped.folding();
        return IntStream.range(0, stopped.partitions())
                .mapToLong(partition -> compare(partition, folding))
                .sum();
    }

    private void keepStored(int partition, Map<Bytes, byte[]> records) {
        Map<Bytes, byte[]> entries = new HashMap<>();
        records.forEach(
                (key, value) -> entries.put(Bytes.wrap(Workspace.key(Kind.STORED, partition, key.get())), value));
        workspace.write(entries);
    }

    private void compareClocks(String changelog) {
        Map<Integer, Long> sequences = new HashMap<>();
        readAll(
                changelog,
                (partition, records) -> records.values()
                        .forEach(clock -> sequences.put(
                                partition, PartitionProgress.decode(clock).sequence())));
        for (int partition = 0; partition < stopped.partitions(); partition++) {
            long events = workspace.checkpoint(partition, 0).events();
            long stored = sequences.getOrDefault(partition, 0L);
            if (events != stored) {
                findings.accept("Partition %d has %d events, the store counts %d".formatted(partition, events, stored));
            }
        }
    }

    private long compare(int partition, AggregateFold<S> folding) {
        Set<String> unknown = new HashSet<>();
        workspace.forEach(Kind.STORED, partition, (key, value) -> unknown.add(AggregateFold.aggregateId(key)));
        long[] compared = {0};
        workspace.forEach(Kind.AGGREGATE, partition, (id, entry) -> {
            String aggregateId = new String(id, UTF_8);
            unknown.remove(aggregateId);
            compared[0]++;
            compare(
                    partition,
                    aggregateId,
                    folding,
                    FoldedEntry.decode(entry, folding).folded());
        });
        unknown.forEach(id -> findings.accept(
                "The store has '%s' in partition %d, of which there is no event".formatted(id, partition)));
        return compared[0];
    }

    private void compare(int partition, String aggregateId, AggregateFold<S> folding, FoldResult<S> folded) {
        FoldResult<S> stored;
        try {
            stored = folding.stored(aggregateId, key -> workspace.get(Workspace.key(Kind.STORED, partition, key)));
        } catch (PermanentException e) {
            findings.accept("'%s' cannot be read from the store: %s".formatted(aggregateId, e.getMessage()));
            return;
        }
        difference(stored, folded).ifPresent(found -> findings.accept("'" + aggregateId + "' " + found));
    }

    /** How what is stored differs from what the events give; empty if it does not. */
    static Optional<String> difference(FoldResult<?> stored, FoldResult<?> folded) {
        long version = folded.state().version();
        if (stored.state().version() != version) {
            return Optional.of("is at version %d in the store, its events give %d"
                    .formatted(stored.state().version(), version));
        }
        if (stored.state().equals(folded.state())
                && knows(stored.last().last(), folded.last().last())) {
            return Optional.empty();
        }
        return Optional.of("at version %d is %s in the store, its events give %s"
                .formatted(version, shortened(stored), shortened(folded)));
    }

    /** A snapshot counts an old event as all the kinds that its kind has become, of which it may have been one only. */
    private static boolean knows(Map<MessageType, Long> stored, Map<MessageType, Long> folded) {
        return folded.entrySet().stream().allMatch(each -> stored.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    private static String shortened(FoldResult<?> folded) {
        String text = folded.toString();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private interface Batch {
        void take(int partition, Map<Bytes, byte[]> records);
    }

    /** Reads the last value of each key, in batches; a deleted one is empty. */
    private void readAll(String changelog, Batch into) {
        CommittedRecords.read(cluster, cluster.beginnings(cluster.partitions(changelog)), (partition, batch) -> {
            Map<Bytes, byte[]> records = new HashMap<>();
            batch.forEach(
                    record -> records.put(Bytes.wrap(record.key()), record.value() == null ? DELETED : record.value()));
            into.take(partition.partition(), records);
        });
    }
}
