package dev.gregor.streams.thread;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a commit when a processor has handled the last record that its stream thread has polled: small transactions when
 * idle, large ones under load. Where several records came at once more are likely to be on their way: for some milliseconds
 * their commit is put off until a poll brings nothing. A batch that takes long is bounded by a number of records, and by
 * the time since the first of them was polled.
 *
 * <p>Each stream thread has one. It knows the last polled offset of every partition, so a record that is polled but never
 * processed (its task moved away) delays the commit at most until the partition is polled again or its processor closes.
 * Confined to its stream thread.
 */
public final class DrainedBatch {

    /**
     * A setting of the main consumer: the number of records after which a commit is due, drained or not; 0 for never.
     */
    public static final String MAX_RECORDS = "gregor.commit.max.records";

    /**
     * A setting of the main consumer: the milliseconds after the first record when a commit is due, drained or not.
     */
    public static final String MAX_MILLIS = "gregor.commit.max.ms";

    /**
     * A setting of the main consumer: for so many milliseconds after the first record a commit is put off for
     * others; 0 for never.
     */
    public static final String LINGER_MILLIS = "gregor.commit.linger.ms";

    /** The poll that nothing may come in before a commit that was put off. */
    private static final Duration SILENCE = Duration.ofMillis(2);

    private final Map<TopicPartition, Source> sources = new HashMap<>();
    private int pendingSources;
    private CommitBounds bounds = CommitBounds.NONE;
    private int uncommitted;
    private long uncommittedSince;
    private boolean full;
    private @Nullable Runnable deferredCommit;

    DrainedBatch() {}

    /** The part of the batch that comes from one partition; a processor asks for it in {@code init}. */
    public Source source(String topic, int partition) {
        return sources.computeIfAbsent(new TopicPartition(topic, partition), tp -> new Source());
    }

    /** Forgets a partition whose processor closes. */
    public void remove(String topic, int partition) {
        Source source = sources.remove(new TopicPartition(topic, partition));
        if (source != null) {
            source.clear();
        }
    }

    /** Whether it ever asks for a commit, which is not so where the interval alone decides. */
    public boolean asksForCommits() {
        return bounds.maxRecords() > 0;
    }

    /**
     * Whether the last poll brought as many records as a poll may: there are more, and it is better to hurry than to commit.
     */
    public boolean isFull() {
        return full;
    }

    /** What was handled is committed, or handled again. */
    void onTransactionEnd() {
        uncommitted = 0;
        uncommittedSince = System.nanoTime();
        deferredCommit = null;
    }

    private void commit(Runnable request) {
        onTransactionEnd();
        request.run();
    }

    private boolean isOlderThan(long nanos) {
        return System.nanoTime() - uncommittedSince >= nanos;
    }

    /** How long the next poll may wait, of this time: only for a moment while a commit is put off. */
    Duration pollTimeout(Duration timeout) {
        return deferredCommit == null || timeout.compareTo(SILENCE) < 0 ? timeout : SILENCE;
    }

    /** A poll is over: asks for the commit that was put off if it brought nothing, or nothing that will be handled here. */
    void polled(ConsumerRecords<?, ?> records, CommitBounds newBounds) {
        if (!records.isEmpty()) {
            bounds = newBounds;
            full = records.count() >= newBounds.maxPollRecords();
            note(records);
        }
        if (deferredCommit != null && (records.isEmpty() || pendingSources == 0)) {
            commit(deferredCommit);
        }
    }

    private void note(ConsumerRecords<?, ?> records) {
        if (uncommitted == 0) {
            uncommittedSince = System.nanoTime();
        }
        for (TopicPartition partition : records.partitions()) {
            Source source = sources.get(partition);
            if (source != null) {
                var ofPartition = records.records(partition);
                ConsumerRecord<?, ?> last = ofPartition.get(ofPartition.size() - 1);
                source.polledUpTo(last.offset());
            }
        }
    }

    /** What is polled and not yet handled of one partition. */
    public final class Source {

        private long lastPolled = -1;
        private boolean pending;

        private Source() {}

        private void polledUpTo(long offset) {
            lastPolled = offset;
            if (!pending) {
                pending = true;
                pendingSources++;
            }
        }

        private void clear() {
            if (pending) {
                pending = false;
                pendingSources--;
            }
        }

        /**
         * Notes that the record at this offset is handled.
         *
         * @return whether that leaves nothing polled and unhandled on this thread
         */
        public boolean drainedBy(long offset) {
            if (offset >= lastPolled) {
                clear();
            }
            return pendingSources == 0;
        }

        /**
         * Notes that the record at this offset is handled, and asks for a commit if one is due: there were many records since
         * the last one, or the first of them was long ago, or nothing polled on this thread is unhandled. In the last case
         * several records wait for a poll that brings nothing, or for what it brings to be handled.
         */
        public void handled(long offset, Runnable commit) {
            boolean drained = drainedBy(offset);
            uncommitted++;
            if (asksForCommits()) {
                if (uncommitted >= bounds.maxRecords() || isOlderThan(bounds.maxNanos())) {
                    commit(commit);
                } else if (drained) {
                    commitOrLinger(commit);
                }
            }
        }

        private void commitOrLinger(Runnable commit) {
            if (uncommitted > 1 && !isOlderThan(bounds.lingerNanos())) {
                deferredCommit = commit;
            } else {
                commit(commit);
            }
        }
    }
}
