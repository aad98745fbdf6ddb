package dev.gregor.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells a processor when it has handled the last record that its stream thread has polled, which is the moment to
 * commit: small transactions when idle, large ones under load, and no wait in either case. A batch that takes long is
 * bounded by a number of records, and by the time since the first of them was polled.
 *
 * <p>Each stream thread has one. It knows the last polled offset of every partition, so a record that is polled but never
 * processed (its task moved away) delays the commit at most until the partition is polled again or its processor closes.
 * Confined to its stream thread.
 */
public final class DrainedBatch {

    /** A setting of the {@link PollListener}: a commit is due after so many records, drained or not; 0 for never. */
    static final String MAX_RECORDS = "gregor.commit.max.records";

    /** A setting of the {@link PollListener}: a commit is due so many milliseconds after the first record, drained or not. */
    static final String MAX_MILLIS = "gregor.commit.max.ms";

    private static final ThreadLocal<DrainedBatch> OF_THREAD = ThreadLocal.withInitial(DrainedBatch::new);

    private final Map<TopicPartition, Source> sources = new HashMap<>();
    private int pendingSources;
    private int maxRecords = Integer.MAX_VALUE;
    private long maxNanos = Long.MAX_VALUE;
    private int uncommitted;
    private long uncommittedSince;
    private boolean full;

    private DrainedBatch() {}

    /** The batch of the current stream thread. */
    public static DrainedBatch ofThisThread() {
        return OF_THREAD.get();
    }

    /** The part of the batch that comes from one partition; a processor asks for it in {@code init}. */
    public Source source(String topic, int partition) {
        return sources.computeIfAbsent(new TopicPartition(topic, partition), tp -> new Source());
    }

    /** Forgets a partition whose processor closes. */
    public void remove(String topic, int partition) {
        Source source = sources.remove(new TopicPartition(topic, partition));
        if (source != null) {
            source.settle();
        }
    }

    /** Whether it ever asks for a commit, which is not so where the interval alone decides. */
    public boolean asksForCommits() {
        return maxRecords > 0;
    }

    /** Whether the last poll brought as many records as a poll may: there are more, and it is better to hurry than to commit. */
    public boolean isFull() {
        return full;
    }

    /** What was handled is committed, or handled again. */
    void nothingIsUncommitted() {
        uncommitted = 0;
        uncommittedSince = System.nanoTime();
    }

    private void polled(ConsumerRecords<?, ?> records, PollListener listener) {
        maxRecords = listener.maxRecords;
        maxNanos = listener.maxNanos;
        full = records.count() >= listener.maxPollRecords;
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

        private void settle() {
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
                settle();
            }
            return pendingSources == 0;
        }

        /**
         * Notes that the record at this offset is handled.
         *
         * @return whether a commit is due: nothing polled on this thread is unhandled, or there were many records since the
         *     last one, or the first of them was long ago
         */
        public boolean isCommitDueAfter(long offset) {
            boolean drained = drainedBy(offset);
            uncommitted++;
            boolean due = asksForCommits() && (drained || uncommitted >= maxRecords || isOld());
            if (due) {
                nothingIsUncommitted();
            }
            return due;
        }

        private boolean isOld() {
            return System.nanoTime() - uncommittedSince >= maxNanos;
        }
    }

    /** Hears of every poll of the main consumer; set as {@code main.consumer.interceptor.classes}. */
    public static final class PollListener implements ConsumerInterceptor<Object, Object> {

        private int maxRecords = Integer.MAX_VALUE;
        private long maxNanos = Long.MAX_VALUE;
        private int maxPollRecords = Integer.MAX_VALUE;

        /** Made by the consumer. */
        public PollListener() {}

        @Override
        public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
            ofThisThread().polled(records, this);
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            // only polls matter
        }

        @Override
        public void close() {
            // holds nothing
        }

        @Override
        public void configure(Map<String, ?> configs) {
            maxRecords = number(configs, MAX_RECORDS);
            maxNanos = TimeUnit.MILLISECONDS.toNanos(number(configs, MAX_MILLIS));
            maxPollRecords = number(configs, ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        }

        private static int number(Map<String, ?> configs, String name) {
            Object given = configs.get(name);
            return given == null ? Integer.MAX_VALUE : Integer.parseInt(given.toString());
        }
    }
}
