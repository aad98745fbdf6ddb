package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Opened;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.rebuild.Workspace.Kind;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.BankAccount;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.KeyPartition;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionFoldTest {

    private static final TopicPartition PARTITION = new TopicPartition("bank-account.events", 0);
    private static final int EVENTS = 30;
    private static final Instant LONG_AGO = Instant.parse("2026-01-31T10:00:00Z");
    private final Instant now = Instant.now();

    @TempDir
    Path dir;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final List<String> findings = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private int partitions = 1;

    private StoppedWriteSide<AccountState> stopped() {
        Topics topics = Topics.unprefixed();
        var definition = new BankAccount().definition();
        var storage = new SnapshotStorage(codec, topics, SnapshotSettings.standard(), new SimpleMeterRegistry());
        var writeSide = new WriteSide(
                List.of(definition),
                topics,
                codec,
                storage,
                WriteSettings.of("app").withPartitions(partitions));
        return new StoppedWriteSide<>(writeSide, definition, "gregor-app-write", Map.of(), dir, (short) 1, line -> {});
    }

    private PartitionFold<AccountState> fold(Workspace workspace) {
        return new PartitionFold<>(stopped(), PARTITION, workspace, 0, new FaultHandlers(foreign::add, findings::add));
    }

    private void take(PartitionFold<AccountState> fold, int from, int to) {
        for (int offset = from; offset < to; offset++) {
            fold.take(event("a" + offset % 3, 1 + offset / 3, 1 + offset, offset));
        }
    }

    private ConsumerRecord<byte[], byte[]> event(String account, long version, long sequence, long offset) {
        return event(account, version, sequence, offset, "command-" + sequence, LONG_AGO);
    }

    private ConsumerRecord<byte[], byte[]> event(
            String account, long version, long sequence, long offset, String commandId, Instant time) {
        SpecificRecord data = version == 1 ? new Opened("ann") : new Deposited(version);
        RecordHeaders headers = new RecordHeaders();
        header(headers, "ce_type", "bank-account." + (version == 1 ? "opened.v1" : "deposited.v1"));
        header(headers, "ce_time", time);
        header(headers, "ce_aggregateversion", version);
        header(headers, "ce_partitionsequence", sequence);
        header(headers, "ce_correlationid", "order-1");
        header(headers, "ce_causationid", commandId);
        byte[] value = codec.encode(PARTITION.topic(), data);
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                0L,
                TimestampType.CREATE_TIME,
                -1,
                value.length,
                account.getBytes(UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private static void header(RecordHeaders headers, String name, Object value) {
        headers.add(name, value.toString().getBytes(UTF_8));
    }

    private static Map<String, String> aggregates(Workspace workspace) {
        Map<String, String> found = new TreeMap<>();
        workspace.forEach(Kind.AGGREGATE, 0, (id, entry) -> found.put(new String(id, UTF_8), Arrays.toString(entry)));
        return found;
    }

    @Test
    void goesOnFromTheLastCheckpointAsIfItHadNotBeenInterrupted() {
        try (Workspace whole = Workspace.open(dir.resolve("whole"), "test");
                Workspace parts = Workspace.open(dir.resolve("parts"), "test")) {
            PartitionFold<AccountState> uninterrupted = fold(whole);
            take(uninterrupted, 0, EVENTS);
            uninterrupted.checkpoint(EVENTS);
            PartitionFold<AccountState> interrupted = fold(parts);
            take(interrupted, 0, 11);
            interrupted.checkpoint(11);
            take(interrupted, 11, 20);
            PartitionFold<AccountState> resumed = fold(parts);
            take(resumed, (int) resumed.offset(), EVENTS);
            resumed.checkpoint(EVENTS);

            assertThat(aggregates(parts)).hasSize(3).isEqualTo(aggregates(whole));
            assertThat(parts.checkpoint(0, 0)).isEqualTo(whole.checkpoint(0, 0));
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void keepsTheOutcomesOfCommandsWithAllTheirEventsAlsoAfterACheckpoint() {
        try (Workspace whole = Workspace.open(dir.resolve("whole"), "test");
                Workspace parts = Workspace.open(dir.resolve("parts"), "test")) {
            PartitionFold<AccountState> uninterrupted = fold(whole);
            takeCommands(uninterrupted, 0, EVENTS);
            uninterrupted.checkpoint(EVENTS);
            for (int from = 0; from < EVENTS; from += 7) {
                PartitionFold<AccountState> resumed = fold(parts);
                takeCommands(resumed, from, Math.min(EVENTS, from + 7));
                resumed.checkpoint(from + 7);
            }

            assertThat(outcomes(whole)).hasSize(EVENTS / 5).isEqualTo(outcomes(parts));
            List<String> opening = new ArrayList<>(Collections.nCopies(5, "bank-account.deposited.v1"));
            opening.set(0, "bank-account.opened.v1");
            assertThat(outcomes(whole).values())
                    .anySatisfy(outcome -> assertThat(outcome)
                            .returns(5L, OutcomeRecord::getVersion)
                            .returns(5L, OutcomeRecord::getSequence)
                            .returns(opening, OutcomeRecord::getEventTypes))
                    .anySatisfy(outcome -> assertThat(outcome)
                            .returns(10L, OutcomeRecord::getVersion)
                            .returns(20L, OutcomeRecord::getSequence));
        }
    }

    /** Commands with five events each, first to one account, then to the other. */
    private void takeCommands(PartitionFold<AccountState> fold, int from, int to) {
        for (int offset = from; offset < to; offset++) {
            int command = offset / 5;
            long version = command / 2 * 5L + offset % 5 + 1;
            fold.take(event("a" + command % 2, version, 1L + offset, offset, "command-" + command, now));
        }
    }

    private Map<Bytes, OutcomeRecord> outcomes(Workspace workspace) {
        Map<Bytes, OutcomeRecord> found = new HashMap<>();
        workspace.forEach(
                Kind.OUTCOME,
                0,
                (key, outcome) ->
                        found.put(Bytes.wrap(key), codec.decode("gregor.replies", outcome, OutcomeRecord.class)));
        return found;
    }

    @Test
    void workGrowsWithTheEventsOfACommandAndNotWithTheirSquare() {
        bytesOfOneCommandWith(1_000);

        long some = bytesOfOneCommandWith(5_000);
        long fourTimesAsMany = bytesOfOneCommandWith(20_000);

        assertThat(fourTimesAsMany).isLessThan(6 * some);
    }

    /** What this thread takes of the heap, which tells how much is copied and encoded on any machine. */
    private long bytesOfOneCommandWith(int events) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Workspace workspace = Workspace.open(dir.resolve("many"), "events: " + events)) {
            PartitionFold<AccountState> fold = fold(workspace);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int offset = 0; offset < events; offset++) {
                fold.take(event("a", 1L + offset, 1L + offset, offset, "command", now));
            }
            fold.checkpoint(events);
            return threads.getCurrentThreadAllocatedBytes() - before;
        }
    }

    @Test
    void namesThePlaceOfEachGapAndEachDouble() {
        try (Workspace workspace = Workspace.open(dir.resolve("broken"), "test")) {
            PartitionFold<AccountState> fold = fold(workspace);
            fold.take(event("a", 1, 1, 10));
            fold.take(event("a", 3, 2, 11));
            fold.take(event("a", 4, 2, 12));
            fold.take(event("a", 4, 3, 13));

            assertThat(findings)
                    .containsExactly(
                            "Record bank-account.events-0@11 is event 'bank-account/a/3' of 'a' and has the version 3,"
                                    + " expected 2",
                            "Record bank-account.events-0@12 is event 'bank-account/a/4' and has the partition sequence"
                                    + " 2, expected 3",
                            "Record bank-account.events-0@13 is event 'bank-account/a/4' of 'a' and has the version 4,"
                                    + " expected 5");
        }
    }

    @Test
    void passesOverWhatIsNoEvent() {
        try (Workspace workspace = Workspace.open(dir.resolve("strange"), "test")) {
            PartitionFold<AccountState> fold = fold(workspace);
            fold.take(event("a", 1, 1, 10));
            fold.take(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), 11, null, new byte[1]));
            fold.take(event("a", 2, 2, 12));

            assertThat(foreign).singleElement().asString().startsWith("Record bank-account.events-0@11 is no event: ");
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void namesAnEventThatIsInThePartitionOfAnotherKey() {
        partitions = 1_000_000;
        int expected = KeyPartition.of("a", partitions);
        try (Workspace workspace = Workspace.open(dir.resolve("elsewhere"), "test")) {
            fold(workspace).take(event("a", 1, 1, 10));

            assertThat(foreign)
                    .containsExactly(
                            "Record bank-account.events-0@10 is event 'bank-account/a/1' of 'a', which belongs to"
                                    + " partition " + expected);
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void beginsAnewForAnotherPurpose() {
        Workspace.open(dir.resolve("again"), "one").close();
        try (Workspace workspace = Workspace.open(dir.resolve("again"), "one")) {
            PartitionFold<AccountState> fold = fold(workspace);
            take(fold, 0, 3);
            fold.checkpoint(3);
        }
        try (Workspace workspace = Workspace.open(dir.resolve("again"), "other")) {
            assertThat(fold(workspace).offset()).isZero();
            assertThat(aggregates(workspace)).isEmpty();
        }
    }
}
