package dev.gregor.streams.thread;

import dev.gregor.streams.health.Progress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that stays in its group and keeps its partitions while the switch is closed, but reads nothing of them. Kafka
 * Streams pauses and resumes partitions for reasons of its own, which hold beside ours. Tells {@link DrainedBatch} of polls.
 * Kafka Streams does not ask us for a consumer where its own group protocol is used; there {@link PollListener} does that.
 */
final class PausableConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    /** A thread is idle when its polls have returned nothing for this long. */
    private static final long IDLE_AFTER_NANOS = Duration.ofSeconds(3).toNanos();

    /** How long an idle thread polls before it returns to Kafka Streams, whose loop costs more than a poll. */
    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long each of these polls waits, and with it a close. */
    private static final Duration IDLE_POLL = Duration.ofMillis(200);

    private final PauseSwitch pauseSwitch;
    private final Progress progress;
    private final CommitBounds bounds;
    private long lookedNanos = System.nanoTime();
    private long busyNanos = System.nanoTime();
    private final Set<TopicPartition> pausedByStreams = new HashSet<>();
    private boolean paused;

    PausableConsumer(PauseSwitch pauseSwitch, Progress progress, Map<String, Object> config) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.pauseSwitch = pauseSwitch;
        this.progress = progress;
        this.bounds = CommitBounds.of(config);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (!pauseSwitch.isOpen()) {
            paused = true;
            super.pause(assignment());
        } else if (paused) {
            paused = false;
            Set<TopicPartition> released = new HashSet<>(assignment());
            pausedByStreams.retainAll(released);
            released.removeAll(pausedByStreams);
            super.resume(released);
        }
        StreamThreadContext thread = StreamThreadContext.current();
        DrainedBatch batch = thread.batch();
        WakeUps wakeUps = thread.wakeUps();
        ConsumerRecords<byte[], byte[]> polled = pollNoted(thread, wakeUps.limit(batch.pollTimeout(timeout)));
        wakeUps.forgetDue();
        ConsumerRecords<byte[], byte[]> given = pauseSwitch.isOpen() ? polled : putBack(polled);
        if (isNothing(polled)) {
            progress.idle();
        } else {
            busyNanos = System.nanoTime();
        }
        batch.polled(given, bounds);
        return given;
    }

    private ConsumerRecords<byte[], byte[]> pollNoted(StreamThreadContext thread, Duration timeout) {
        thread.polling(true);
        progress.works();
        try {
            return isIdle(timeout) ? pollOn(thread.wakeUps()) : super.poll(timeout);
        } finally {
            thread.polling(false);
            noteProgress();
        }
    }

    /** Partitions that Kafka Streams has paused are restored, or have more records than it can handle. */
    private boolean isIdle(Duration timeout) {
        return !timeout.isZero()
                && System.nanoTime() - busyNanos > IDLE_AFTER_NANOS
                && pauseSwitch.isOpen()
                && pausedByStreams.isEmpty();
    }

    private ConsumerRecords<byte[], byte[]> pollOn(WakeUps wakeUps) {
        Set<TopicPartition> assigned = Set.copyOf(assignment());
        long began = System.nanoTime();
        ConsumerRecords<byte[], byte[]> polled;
        do {
            polled = super.poll(wakeUps.limit(IDLE_POLL));
            progress.works();
        } while (isNothing(polled)
                && assigned.equals(assignment())
                && pauseSwitch.isOpen()
                && !pauseSwitch.isClosing()
                && !wakeUps.areDue()
                && System.nanoTime() - began < IDLE_NANOS);
        if (!assigned.equals(assignment())) {
            busyNanos = System.nanoTime();
        }
        return polled;
    }

    /**
     * Kafka Streams has to learn of offsets that were passed without a record, such as those of aborted transactions.
     */
    private static boolean isNothing(ConsumerRecords<?, ?> polled) {
        return polled.isEmpty() && polled.nextOffsets().isEmpty();
    }

    private void noteProgress() {
        progress.works();
        long now = System.nanoTime();
        if (now - lookedNanos > LOOK_NANOS) {
            lookedNanos = now;
            Set<TopicPartition> read = new HashSet<>(assignment());
            read.removeAll(paused());
            progress.unread(read.stream().flatMap(this::unread).toList());
        }
    }

    private Stream<Progress.Unread> unread(TopicPartition partition) {
        long records = currentLag(partition).orElse(0);
        return records <= 0 ? Stream.empty() : Stream.of(new Progress.Unread(partition, position(partition), records));
    }

    @Override
    public void close(CloseOptions options) {
        progress.ends();
        super.close(options);
    }

    /** What came while the switch was closed during a poll is read when it is open again. */
    private ConsumerRecords<byte[], byte[]> putBack(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            seek(partition, polled.records(partition).get(0).offset());
        }
        return ConsumerRecords.empty();
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        pausedByStreams.addAll(partitions);
        super.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        pausedByStreams.removeAll(partitions);
        if (pauseSwitch.isOpen() && !paused) {
            super.resume(partitions);
        } else {
            paused = true;
        }
    }
}
