package dev.gregor.event.log;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * <p>Events of one aggregate come in their order, those of a partition too; those of several types in any order. An event that cannot be read is reported,
 * and the feed continues after it. One that is not known here is reported too, and nothing more comes of its partition.
 * An instance that knows the event continues there with a feed of its own.
 */
public final class EventFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    private final SortedMap<String, List<TopicPartition>> partitions;
    private final Consumer<byte[], byte[]> consumer;
    private final EventReader reader;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final SortedMap<String, List<Long>> elsewhere = new TreeMap<>();
    private final Set<TopicPartition> halted = new HashSet<>();

    /** Of these partitions by aggregate type, each from 0, to which the consumer is assigned. */
    EventFeed(Map<String, List<TopicPartition>> partitions, Consumer<byte[], byte[]> consumer, EventReader reader) {
        this.partitions = new TreeMap<>(partitions);
        this.consumer = consumer;
        this.reader = reader;
    }

    void seekToEnd() {
        seek(consumer.endOffsets(all()));
    }

    /** So many records before the end of each partition, as far as there are. */
    void seekToRecent(long records) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(all());
        consumer.endOffsets(all())
                .forEach((partition, end) ->
                        seek(partition, Math.max(first.getOrDefault(partition, 0L), end - records)));
    }

    void seekToBeginning() {
        seek(consumer.beginningOffsets(all()));
    }

    /** Types that a token does not know begin with their first event; those that are only in the token stay in it. */
    void seek(String token) {
        FeedToken start = FeedToken.parse(token, partitions.keySet());
        Map<TopicPartition, Long> first = consumer.beginningOffsets(all());
        Map<TopicPartition, Long> end = consumer.endOffsets(all());
        elsewhere.putAll(start.offsets());
        partitions.forEach((type, ofType) -> {
            List<Long> offsets = elsewhere.remove(type);
            if (offsets != null && offsets.size() != ofType.size()) {
                throw refused(token, "there are " + ofType.size() + " partitions of '" + type + "'");
            }
            for (TopicPartition partition : ofType) {
                long earliest = first.getOrDefault(partition, 0L);
                long offset = offsets == null ? earliest : offsets.get(partition.partition());
                if (offset < earliest || offset > end.getOrDefault(partition, 0L)) {
                    throw refused(token, partition + " has no offset " + offset);
                }
                seek(partition, offset);
            }
        });
    }

    private IllegalArgumentException refused(String token, String reason) {
        return FeedToken.refused(token, partitions.keySet(), reason);
    }

    private List<TopicPartition> all() {
        return partitions.values().stream().flatMap(List::stream).toList();
    }

    private void seek(Map<TopicPartition, Long> offsets) {
        offsets.forEach(this::seek);
    }

    private void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        next.put(partition, offset);
    }

    /** Whether it gives no more of some partition, for it has met an event that is not known here. */
    public boolean isHalted() {
        return !halted.isEmpty();
    }

    /** Where it stands: after the last event that it gave out. */
    public String token() {
        return position().toString();
    }

    /** The same as a token that can be compared. */
    public FeedToken position() {
        SortedMap<String, List<Long>> offsets = new TreeMap<>(elsewhere);
        partitions.forEach((type, ofType) ->
                offsets.put(type, ofType.stream().map(next::get).toList()));
        return new FeedToken(offsets);
    }

    SortedMap<String, List<TopicPartition>> partitions() {
        return partitions;
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
            passMarkers();
            return events;
        } catch (WakeupException stopped) {
            return List.of();
        } catch (KafkaException e) {
            throw new TransientException(
                    "The live events of '%s' cannot be read on (%s); go on after the last one"
                            .formatted(String.join("', '", partitions.keySet()), e),
                    e);
        }
    }

    /** The ends of transactions have offsets too. */
    private void passMarkers() {
        for (TopicPartition partition : all()) {
            if (!halted.contains(partition)) {
                next.put(partition, consumer.position(partition));
            }
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record, List<LiveEvent> events) {
        if (halted.contains(partition(record))) {
            return;
        }
        try {
            addParts(read(record), record, events);
        } catch (UnreadableEventException e) {
            LOG.warn("A feed of live events meets {}: {}", name(record), e.getMessage());
            events.add(e.isUnknown() ? halt(record, e) : passOver(record, e));
        }
    }

    /** After a part that is not the last, a feed goes on with the first again: none of them is lost to one who is cut off in between. */
    private void addParts(List<Event<?>> parts, ConsumerRecord<byte[], byte[]> record, List<LiveEvent> events) {
        int last = parts.size() - 1;
        for (int part = 0; part < last; part++) {
            events.add(new LiveEvent.Known(token(), parts.get(part)));
        }
        pass(record);
        if (last >= 0) {
            events.add(new LiveEvent.Known(token(), parts.get(last)));
        }
    }

    private LiveEvent halt(ConsumerRecord<byte[], byte[]> record, UnreadableEventException reason) {
        halted.add(partition(record));
        consumer.pause(List.of(partition(record)));
        return new LiveEvent.Unknown(token(), reason);
    }

    private LiveEvent passOver(ConsumerRecord<byte[], byte[]> record, UnreadableEventException reason) {
        pass(record);
        return new LiveEvent.Unreadable(token(), reason);
    }

    private void pass(ConsumerRecord<byte[], byte[]> record) {
        next.put(partition(record), record.offset() + 1);
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
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
