package dev.gregor.messaging.subscribe.run;

import dev.gregor.failure.GregorException;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.ProgressCommits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One round of a subscription: poll, take results, start what can be started, commit. Belongs to the polling thread. */
final class PollLoop implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final Duration BUSY_POLL = Duration.ofMillis(2);
    private static final Duration IDLE_POLL = Duration.ofMillis(50);
    private static final long LINGER_NANOS = Duration.ofMillis(50).toNanos();
    private static final int MAX_WAITING = 2_000;
    private static final long MAX_WAITING_BYTES = 32L << 20;
    private static final long FINISH_NANOS = Duration.ofSeconds(10).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final Partitions partitions;
    private final Workers workers;
    private final Lanes lanes;
    private final Transactions transactions;
    private final @Nullable LetterLog log;
    private final @Nullable Redrive redrive;
    private long postponedNanos = System.nanoTime();
    private final ProgressCommits commits;
    private boolean progressRefused;
    private boolean broken = true;

    PollLoop(Consumer<byte[], byte[]> consumer, SubscriptionParts parts) {
        this.consumer = consumer;
        this.partitions = parts.partitions();
        this.workers = parts.workers();
        this.lanes = parts.lanes();
        this.transactions = parts.transactions();
        this.log = parts.log();
        this.redrive = parts.redrive();
        this.commits = new ProgressCommits(consumer);
    }

    /**
     * Does a round.
     *
     * @param paused whether nothing is to be started
     * @throws KafkaException or {@link GregorException} if the cluster fails; the next round begins anew then
     */
    void round(boolean paused) {
        if (broken) {
            recover();
        }
        broken = true;
        add(consumer.poll(workers.areIdle() && lanes.isQuiet() ? IDLE_POLL : BUSY_POLL));
        takeResults();
        if (!paused) {
            if (redrive != null) {
                redrive.look();
            }
            lanes.dispatch();
        }
        commitIfDue();
        limit();
        broken = false;
    }

    private void add(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            PartitionWork work = partitions.get(partition);
            if (work == null || work.isClosed()) {
                throw new KafkaException("Records of %s came before it was taken over".formatted(partition));
            }
            for (ConsumerRecord<byte[], byte[]> each : records.records(partition)) {
                work.add(each).ifPresentOrElse(lanes::offer, () -> lanes.touch(work));
            }
        }
    }

    private void takeResults() {
        workers.takeDone(lanes::finished, () -> !lanes.transaction().isLarge());
    }

    private void takeAllResults() {
        workers.takeDone(lanes::finished, () -> true);
    }

    private void commitIfDue() {
        Transaction transaction = lanes.transaction();
        if (isDue(transaction) && System.nanoTime() - postponedNanos >= 0) {
            if (transaction.isProgressAlone() && !progressRefused) {
                commitProgress(transaction);
            } else {
                commitUnlessMoving();
            }
        }
    }

    /** For progress alone nobody waits; for what is published somebody may. Only a large transaction waits for progress that is under way. */
    private boolean isDue(Transaction transaction) {
        if (transaction.isLarge()) {
            return true;
        }
        return !transaction.isEmpty()
                && !commits.areUnderWay()
                && (transaction.ageNanos() > LINGER_NANOS || (transaction.size() > 0 && workers.areIdle()));
    }

    /**
     * Progress alone needs no transaction, which takes some round trips, and is not waited for. Nothing else is committed meanwhile: what
     * comes first may not count last. If it fails, a transaction follows.
     */
    private void commitProgress(Transaction progress) {
        Map<TopicPartition, OffsetAndMetadata> offsets = progress.offsets();
        lanes.committed();
        commits.begin(offsets, () -> {
            progressRefused = true;
            progress.works.stream().filter(each -> !each.isClosed()).forEach(lanes::touch);
        });
    }

    /** While the group moves partitions it takes no offsets from members that do not know their new generation yet. */
    private void commitUnlessMoving() {
        try {
            commit();
        } catch (CommitFailedException moving) {
            if (!commits.areInDoubt()) {
                transactions.abort();
            }
            postponedNanos = System.nanoTime() + LINGER_NANOS;
        }
    }

    private void commit() {
        commits.await();
        Transaction transaction = lanes.transaction();
        if (transaction.isEmpty()) {
            return;
        }
        if (commits.areInDoubt() && transaction.isProgressAlone()) {
            commits.commit(transaction.offsets());
        } else {
            commits.requireAnswers();
            transactions.commit(transaction, consumer.groupMetadata());
        }
        lanes.committed();
        progressRefused = false;
    }

    /** Reads no further while too much waits, in all or of a partition. */
    private void limit() {
        int waiting = 0;
        long bytes = 0;
        Set<TopicPartition> full = new HashSet<>();
        for (PartitionWork each : partitions.all()) {
            waiting += each.waiting();
            bytes += each.waitingBytes();
            if (each.progress.isFull()) {
                full.add(each.partition);
            }
        }
        Set<TopicPartition> assigned = consumer.assignment();
        Set<TopicPartition> stopped = waiting > MAX_WAITING || bytes > MAX_WAITING_BYTES ? assigned : full;
        if (!consumer.paused().equals(stopped)) {
            Set<TopicPartition> going = new HashSet<>(assigned);
            going.removeAll(stopped);
            consumer.resume(going);
            consumer.pause(stopped.stream().filter(assigned::contains).toList());
        }
    }

    /** Begins anew with what is committed, once what is being handled has ended: its results count no more. */
    private void recover() {
        partitions.all().forEach(PartitionWork::close);
        finish(lane -> true);
        lanes.dropTransaction();
        lanes.dropClosed();
        commits.await();
        transactions.begin();
        open(consumer.assignment());
    }

    private void open(Collection<TopicPartition> taken) {
        for (PartitionWork each : partitions.open(consumer, taken)) {
            begin(each);
            if (partitions.isNew(each.partition)) {
                lanes.touch(each);
            }
        }
    }

    private void begin(PartitionWork work) {
        if (log != null) {
            log.of(lanes.subscription(), work.partition).forEach(each -> lanes.takeOver(work.park(each)));
        }
    }

    /** Waits for what is being handled, for a while, and interrupts it then. */
    private void finish(Predicate<Lane> which) {
        long deadline = System.nanoTime() + FINISH_NANOS;
        while (workers.anyRuns(which) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BUSY_POLL.toNanos());
            takeAllResults();
        }
        workers.interrupt(which).forEach(lanes::finished);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> taken) {
        if (!taken.isEmpty()) {
            LOG.info("{} has taken over {}", lanes.subscription(), taken);
            open(taken);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> given) {
        if (given.isEmpty()) {
            return;
        }
        LOG.info("{} gives up {}", lanes.subscription(), given);
        finish(lane -> given.contains(lane.work.partition));
        try {
            commit();
        } finally {
            drop(given);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        LOG.warn("{} has lost {}", lanes.subscription(), lost);
        drop(lost);
        throw new KafkaException("Partitions were lost: " + lost);
    }

    private void drop(Collection<TopicPartition> partitionsGone) {
        partitions.close(partitionsGone);
        lanes.dropClosed();
        transactions.forget(partitionsGone);
    }

    /**
     * Goes to a time in all partitions, and commits that.
     *
     * @throws RuntimeException if it does not; the next round begins anew then
     */
    void seek(Instant time) {
        broken = true;
        finish(lane -> true);
        commit();
        commits.requireAnswers();
        transactions.forget(consumer.assignment());
        Map<TopicPartition, Long> times = new HashMap<>();
        consumer.assignment().forEach(each -> times.put(each, time.toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(times.keySet());
        for (Map.Entry<TopicPartition, @Nullable OffsetAndTimestamp> found :
                consumer.offsetsForTimes(times).entrySet()) {
            OffsetAndTimestamp first = found.getValue();
            long offset = first == null ? ends.getOrDefault(found.getKey(), 0L) : first.offset();
            PartitionWork work = partitions.open(consumer, found.getKey(), Progress.from(offset));
            lanes.dropClosed();
            begin(work);
            lanes.touch(work);
        }
        commit();
        broken = false;
    }

    /** Finishes, and commits. */
    void close() {
        if (!broken) {
            finish(lane -> true);
            commit();
        }
    }

    /** Drops what is not committed. */
    void abandon() {
        partitions.all().forEach(PartitionWork::close);
        lanes.dropTransaction();
        commits.abandon();
    }

    /** Gives all partitions up, without a commit. */
    void leave() {
        abandon();
        drop(partitions.all().stream().map(each -> each.partition).toList());
    }

    /** Whether another consumer has to take the place of this one before anything is published. */
    boolean isInDoubt() {
        return commits.areInDoubt();
    }

    Optional<String> obstacle() {
        return lanes.obstacle();
    }

    /** Those that it has now. */
    List<TopicPartition> assignment() {
        return List.copyOf(consumer.assignment());
    }
}
