package dev.gregor.event;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live events to be taken by one reader at its own pace: nothing more is fetched than about two megabytes ahead of it.
 * Confined to one thread, apart from {@link #stop()}.
 *
 * <p>Events of one aggregate come in their order, those of a partition too. An event that cannot be read is reported,
 * and the feed continues after it. One that is not known here is reported too, and nothing more comes of its partition.
 * An instance that knows the event continues there with a feed of its own.
 */
public final class EventFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    private final String aggregateType;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final EventReader reader;
    private final Long[] next;
    private final Set<Integer> halted = new HashSet<>();

    EventFeed(
            String aggregateType,
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            EventReader reader) {
        this.aggregateType = aggregateType;
        this.consumer = consumer;
        this.partitions = partitions;
        this.reader = reader;
        this.next = new Long[partitions.size()];
    }

    void seekToEnd() {
        seek(consumer.endOffsets(partitions));
    }

    void seekToBeginning() {
        seek(consumer.beginningOffsets(partitions));
    }

    void seek(String token) {
        FeedToken start = FeedToken.parse(token, aggregateType, partitions.size());
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long offset = start.offsets().get(partition.partition());
            if (offset < first.getOrDefault(partition, 0L) || offset > end.getOrDefault(partition, 0L)) {
                throw FeedToken.refused(token, aggregateType, partition + " has no offset " + offset);
            }
            seek(partition, offset);
        }
    }

    private void seek(Map<TopicPartition, Long> offsets) {
        offsets.forEach(this::seek);
    }

    private void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        next[partition.partition()] = offset;
    }

    /** Whether it gives no more of some partition, for it has met an event that is not known here. */
    public boolean isHalted() {
        return !halted.isEmpty();
    }

    /** Where it stands: after the last event that it gave out. */
    public String token() {
        return new FeedToken(aggregateType, Arrays.asList(next)).toString();
    }

    /**
     * The next events, at most 100, as soon as there is one.
     *
     * @param wait how long to wait for one, at most
     * @return empty if there is none, perhaps before the wait is over, or if the feed is stopped
     * @throws TransientException if Kafka or the schema registry fails; the events are lost to this feed, but not to one
     *     that goes on after the last token
     */
    public List<LiveEvent> poll(Duration wait) {
        try {
            List<LiveEvent> events = new ArrayList<>();
            consumer.poll(wait).forEach(record -> add(record, events));
            return events;
        } catch (WakeupException stopped) {
            return List.of();
        } catch (KafkaException e) {
            throw new TransientException(
                    "The live events of '%s' cannot be read on (%s); go on after the last one"
                            .formatted(aggregateType, e),
                    e);
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record, List<LiveEvent> events) {
        if (halted.contains(record.partition())) {
            return;
        }
        try {
            List<Event<?>> read = read(record);
            pass(record);
            read.forEach(event -> events.add(new LiveEvent.Known(token(), event)));
        } catch (UnreadableEventException e) {
            LOG.warn("A feed of live events meets {}: {}", name(record), e.getMessage());
            events.add(e.isUnknown() ? halt(record, e) : passOver(record, e));
        }
    }

    private LiveEvent halt(ConsumerRecord<byte[], byte[]> record, UnreadableEventException reason) {
        halted.add(record.partition());
        consumer.pause(List.of(new TopicPartition(record.topic(), record.partition())));
        return new LiveEvent.Unknown(token(), reason);
    }

    private LiveEvent passOver(ConsumerRecord<byte[], byte[]> record, UnreadableEventException reason) {
        pass(record);
        return new LiveEvent.Unreadable(token(), reason);
    }

    private void pass(ConsumerRecord<byte[], byte[]> record) {
        next[record.partition()] = record.offset() + 1;
    }

    private List<Event<?>> read(ConsumerRecord<byte[], byte[]> record) {
        EventMetadata metadata;
        try {
            metadata = EventReader.metadata(record.key(), record.headers(), record.partition());
        } catch (PermanentException e) {
            throw UnreadableEventException.noEvent(name(record), e);
        }
        if (record.value() == null) {
            throw UnreadableEventException.of(metadata, "cannot be read", new PermanentException("it has no value"));
        }
        return reader.read(record.topic(), metadata, record.value());
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    }

    /** Ends a {@link #poll} that waits, or the next one, at once. From any thread. */
    public void stop() {
        consumer.wakeup();
    }

    /** Lets go of the connections. */
    @Override
    public void close() {
        consumer.close();
    }
}
