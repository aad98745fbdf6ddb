package dev.gregor.streams.thread;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainedBatchTest {

    private static final String USERS = "user.commands";
    private static final String ACCOUNTS = "account.commands";
    private static final int MINUTE = 60_000;
    private static final Duration LONG = Duration.ofMillis(100);

    private final DrainedBatch batch = new DrainedBatch();
    private final AtomicInteger commits = new AtomicInteger();
    private Map<String, ?> settings = Map.of();

    @Test
    void isDueAfterTheLastRecordOfAPoll() {
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, 5, 6, 9);
        assertThat(asksAfter(users, 5)).isFalse();
        assertThat(asksAfter(users, 6)).isFalse();
        assertThat(asksAfter(users, 9)).isTrue();
    }

    @Test
    void waitsForAllPartitionsOfThePoll() {
        DrainedBatch.Source first = batch.source(USERS, 0);
        DrainedBatch.Source second = batch.source(USERS, 1);
        DrainedBatch.Source other = batch.source(ACCOUNTS, 0);
        polls(Map.of(
                partition(USERS, 0),
                List.of(1L),
                partition(USERS, 1),
                List.of(1L),
                partition(ACCOUNTS, 0),
                List.of(1L)));
        assertThat(asksAfter(first, 1)).isFalse();
        assertThat(asksAfter(other, 1)).isFalse();
        assertThat(asksAfter(second, 1)).isTrue();
    }

    @Test
    void waitsForWhatALaterPollAddsToAPartition() {
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, 1, 2);
        polls(USERS, 0, 3);
        assertThat(asksAfter(users, 1)).isFalse();
        assertThat(asksAfter(users, 2)).isFalse();
        assertThat(asksAfter(users, 3)).isTrue();
    }

    @Test
    void passesOverPartitionsThatNoProcessorAskedFor() {
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(Map.of(partition(USERS, 0), List.of(1L), partition("changelog", 0), List.of(1L)));
        assertThat(asksAfter(users, 1)).isTrue();
    }

    @Test
    void doesNotWaitForAPartitionThatMovedAway() {
        DrainedBatch.Source stays = batch.source(USERS, 0);
        batch.source(USERS, 1);
        polls(Map.of(partition(USERS, 0), List.of(1L), partition(USERS, 1), List.of(1L)));
        batch.remove(USERS, 1);
        assertThat(asksAfter(stays, 1)).isTrue();
    }

    @Test
    void startsAnewWithAPartitionThatComesBack() {
        batch.source(USERS, 0);
        polls(USERS, 0, 50);
        batch.remove(USERS, 0);
        DrainedBatch.Source again = batch.source(USERS, 0);
        polls(USERS, 0, 20);
        assertThat(asksAfter(again, 20)).isTrue();
    }

    @Test
    void isDueAfterManyRecordsThoughMoreAreUnhandled() {
        maxRecords(3);
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, LongStream.rangeClosed(1, 7).toArray());
        assertThat(LongStream.rangeClosed(1, 7).filter(offset -> asksAfter(users, offset)))
                .containsExactly(3L, 6L, 7L);
    }

    @Test
    void isDueAfterSomeTimeThoughMoreAreUnhandled() {
        settings = Map.of(DrainedBatch.MAX_MILLIS, 0);
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, 1, 2, 3);
        assertThat(LongStream.rangeClosed(1, 3).filter(offset -> asksAfter(users, offset)))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void lingersAfterSeveralRecords() {
        DrainedBatch.Source users = lingeringAfterTwoRecords();
        assertThat(batch.pollTimeout(LONG)).isLessThan(LONG);
        assertThat(asksAt(() -> polls(USERS, 0, 3))).isFalse();
        assertThat(asksAfter(users, 3)).isFalse();
        assertThat(asksAt(() -> polls(Map.of()))).isTrue();
        assertThat(asksAt(() -> polls(Map.of()))).isFalse();
        assertThat(batch.pollTimeout(LONG)).isEqualTo(LONG);
    }

    @Test
    void doesNotLingerAfterOneRecordAlone() {
        DrainedBatch.Source users = linger();
        polls(USERS, 0, 1);
        assertThat(asksAfter(users, 1)).isTrue();
        assertThat(batch.pollTimeout(LONG)).isEqualTo(LONG);
    }

    @Test
    void doesNotLingerWithoutATimeToDoSo() {
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, 1, 2);
        assertThat(asksAfter(users, 1)).isFalse();
        assertThat(asksAfter(users, 2)).isTrue();
    }

    @Test
    void doesNotLingerForMoreRecordsThanACommitMayHold() {
        DrainedBatch.Source users = lingeringAfterTwoRecords();
        settings = Map.of(DrainedBatch.LINGER_MILLIS, MINUTE, DrainedBatch.MAX_RECORDS, 3);
        polls(USERS, 0, 3);
        assertThat(asksAfter(users, 3)).isTrue();
        assertThat(asksAt(() -> polls(Map.of()))).isFalse();
    }

    @Test
    void doesNotLingerForWhatNoProcessorAskedFor() {
        lingeringAfterTwoRecords();
        assertThat(asksAt(() -> polls("changelog", 0, 1))).isTrue();
    }

    @Test
    void forgetsTheCommitThatWasPutOffWhenAllIsCommitted() {
        lingeringAfterTwoRecords();
        batch.onTransactionEnd();
        assertThat(asksAt(() -> polls(Map.of()))).isFalse();
    }

    @Test
    void isFullWhileAPollBringsAllThatItMay() {
        settings = Map.of("max.poll.records", "2");
        polls(USERS, 0, 1, 2);
        polls(Map.of());
        assertThat(batch.isFull()).isTrue();
        polls(USERS, 0, 3);
        assertThat(batch.isFull()).isFalse();
    }

    @Test
    void isDrainedWithoutACommitWhereRecordsAreCountedOnly() {
        maxRecords(2);
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, 1, 2, 3);
        assertThat(LongStream.rangeClosed(1, 3).filter(users::drainedBy)).containsExactly(3L);
    }

    @Test
    void asksForNoCommitWhereTheIntervalDecides() {
        maxRecords(0);
        DrainedBatch.Source users = batch.source(USERS, 0);
        polls(USERS, 0, 1);
        assertThat(batch.asksForCommits()).isFalse();
        assertThat(asksAfter(users, 1)).isFalse();
        assertThat(users.drainedBy(1)).isTrue();
    }

    /** Polls, handles, loses and regains partitions by lot; a commit is due exactly when nothing is left. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isDueExactlyWhenNothingIsLeft(long seed) {
        Random random = new Random(seed);
        Map<Integer, Long> next = new TreeMap<>();
        for (int round = 0; round < 500; round++) {
            Map<Integer, List<Long>> left = new TreeMap<>();
            for (int partition = 0; partition < 4; partition++) {
                if (random.nextBoolean()) {
                    left.put(partition, offsets(next, partition, 1 + random.nextInt(3)));
                }
            }
            left.keySet().forEach(partition -> batch.source(USERS, partition));
            Map<TopicPartition, List<Long>> polled = new HashMap<>();
            left.forEach((partition, offsets) -> polled.put(partition(USERS, partition), offsets));
            polls(polled);
            if (left.size() > 1 && random.nextInt(4) == 0) {
                int lost = left.keySet().iterator().next();
                left.remove(lost);
                batch.remove(USERS, lost);
            }
            handleAll(left, random);
        }
    }

    private void handleAll(Map<Integer, List<Long>> left, Random random) {
        Map<Integer, Integer> handled = new HashMap<>();
        while (!left.isEmpty()) {
            List<Integer> partitions = List.copyOf(left.keySet());
            int partition = partitions.get(random.nextInt(partitions.size()));
            int index = handled.merge(partition, 1, Integer::sum) - 1;
            List<Long> offsets = requireNonNull(left.get(partition));
            if (index == offsets.size() - 1) {
                left.remove(partition);
            }
            assertThat(asksAfter(batch.source(USERS, partition), offsets.get(index)))
                    .isEqualTo(left.isEmpty());
        }
    }

    private DrainedBatch.Source linger() {
        settings = Map.of(DrainedBatch.LINGER_MILLIS, MINUTE);
        return batch.source(USERS, 0);
    }

    private DrainedBatch.Source lingeringAfterTwoRecords() {
        DrainedBatch.Source users = linger();
        polls(USERS, 0, 1, 2);
        assertThat(asksAfter(users, 1) || asksAfter(users, 2)).isFalse();
        return users;
    }

    private boolean asksAfter(DrainedBatch.Source source, long offset) {
        int before = commits.get();
        source.handled(offset, commits::incrementAndGet);
        return commits.get() > before;
    }

    private boolean asksAt(Runnable poll) {
        int before = commits.get();
        poll.run();
        return commits.get() > before;
    }

    private static List<Long> offsets(Map<Integer, Long> next, int partition, int count) {
        long first = next.getOrDefault(partition, 0L);
        next.put(partition, first + count);
        return LongStream.range(first, first + count).boxed().toList();
    }

    private void maxRecords(int records) {
        settings = Map.of(DrainedBatch.MAX_RECORDS, records);
    }

    private void polls(String topic, int partition, long... offsets) {
        polls(Map.of(partition(topic, partition), LongStream.of(offsets).boxed().toList()));
    }

    private void polls(Map<TopicPartition, List<Long>> offsets) {
        Map<TopicPartition, List<ConsumerRecord<Object, Object>>> records = new HashMap<>();
        offsets.forEach((from, of) -> records.put(
                from,
                of.stream()
                        .map(offset ->
                                new ConsumerRecord<Object, Object>(from.topic(), from.partition(), offset, "k", "v"))
                        .toList()));
        batch.polled(new ConsumerRecords<>(records, Map.of()), CommitBounds.of(settings));
    }

    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }
}
