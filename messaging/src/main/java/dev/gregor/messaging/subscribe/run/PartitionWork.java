package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterEntry;
import dev.gregor.messaging.letter.LetterKey;
import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SeenIds;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is to be done of a partition that this instance has. Belongs to the polling thread, except {@link #isClosed}. */
final class PartitionWork {

    final TopicPartition partition;
    final Progress progress;
    private final SeenIds seen;
    private final boolean ordered;
    private final Map<Object, Lane> lanes = new HashMap<>();
    private int waiting;
    private long waitingBytes;
    private volatile boolean closed;

    PartitionWork(TopicPartition partition, Progress progress, SeenIds seen, boolean ordered) {
        this.partition = partition;
        this.progress = progress;
        this.seen = seen;
        this.ordered = ordered;
    }

    /** A key of records, hashed once. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes
    private record RecordKey(byte[] bytes, int hash) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof RecordKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The lane in which a record waits now; none if it was handled before, or is a repetition. */
    Optional<Lane> add(ConsumerRecord<byte[], byte[]> record) {
        Received received = Received.of(record);
        boolean repeated = seen.isRepeated(received.record());
        if (!progress.add(record.offset())) {
            return Optional.empty();
        }
        if (repeated) {
            progress.done(record.offset());
            return Optional.empty();
        }
        Lane lane = lane(record.key(), record.offset());
        lane.waiting.add(received);
        waiting++;
        waitingBytes += received.bytes();
        return Optional.of(lane);
    }

    /** Takes over a dead letter of former times. */
    Lane park(LetterEntry<DeadLetter> entry) {
        DeadLetter letter = entry.value();
        Lane lane = lane(LetterKey.bytes(letter.key()), letter.place().offset());
        lane.letters.add(new ParkedLetter(letter, entry.logOffset()));
        return lane;
    }

    /** Records without a key have no order. */
    private Lane lane(byte @Nullable [] key, long offset) {
        Object name = ordered && key != null ? new RecordKey(key, Arrays.hashCode(key)) : (Object) offset;
        return lanes.computeIfAbsent(name, each -> new Lane(this, each));
    }

    /** The first record of a lane is done with. */
    void done(Lane lane) {
        Received received = lane.waiting.remove();
        progress.done(received.place().offset());
        waiting--;
        waitingBytes -= received.bytes();
        lane.failures = 0;
    }

    void forget(Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(lane.key, lane);
        }
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }

    int waiting() {
        return waiting;
    }

    long waitingBytes() {
        return waitingBytes;
    }

    /** From now on nothing of it counts. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
