package dev.gregor.projection.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.Window;
import dev.gregor.projection.keyed.KeyedEvent;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.StoredRecord;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.task.WriteCount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of windows whose bounds hang on their events, in one task. It keeps the events by key and time, and folds those that
 * are in one window again, in the order of their times, whenever one is added or expires.
 */
public final class EventWindows<R extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(EventWindows.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    private final Task task;
    private final Window.OfEvents window;
    private final Rows<R> rows;
    private final BiFunction<EventMetadata, Record<byte[], byte[]>, Rows.Due<R>> rules;
    private final ProcessorContext<?, ?> context;
    private final KeyValueStore<Bytes, byte[]> store;
    private final WriteCount count;
    private final Map<String, Long> nextExpiry = new HashMap<>();
    private @Nullable Cancellable punctuator;

    /** An event that is kept. */
    private record StoredEvent(Bytes storeKey, long time, Record<byte[], byte[]> event) {}

    /**
     * The windows of a task.
     *
     * @param rules reads a keyed event again, with the rule that it was sent for
     */
    public EventWindows(
            Task task,
            Window.OfEvents window,
            Rows<R> rows,
            BiFunction<EventMetadata, Record<byte[], byte[]>, Rows.Due<R>> rules) {
        this.task = task;
        this.window = window;
        this.rows = rows;
        this.rules = rules;
        this.context = task.context();
        this.store = task.store(StoreNames.WINDOWED);
        this.count = new WriteCount(task, StoreNames.WINDOWED);
        try (var all = store.all()) {
            all.forEachRemaining(each -> {
                if (!WriteCount.isKey(each.key)) {
                    planExpiry(keyOf(each.key), List.of(storedEvent(each.key, each.value)));
                }
            });
        }
    }

    /** Computes what an event does to the row of its window, and changes nothing; what it answers writes that. */
    public Runnable compute(EventMetadata event, Record<byte[], byte[]> record) {
        String key = KeyedEvent.rowKey(record);
        StoredEvent added =
                new StoredEvent(storeKey(key, event, record), event.time().toEpochMilli(), record);
        SortedMap<Bytes, StoredEvent> around = around(key, added.time());
        Set<String> before = rowKeys(key, around.values());
        around.put(added.storeKey(), added);
        Runnable change = fold(key, before, around.values());
        byte[] stored = bytes(record);
        task.limit()
                .require(
                        "Event '" + event.id() + "' in a window",
                        added.storeKey().get(),
                        stored);
        return () -> {
            count.write();
            store.put(added.storeKey(), stored);
            change.run();
        };
    }

    /** What makes one row of these events, instead of the rows with these keys. */
    private Runnable fold(String key, Set<String> before, Collection<StoredEvent> events) {
        long last = events.stream().mapToLong(StoredEvent::time).max().orElse(0);
        long now = task.now();
        Map<Boolean, List<StoredEvent>> parted =
                events.stream().collect(Collectors.partitioningBy(each -> window.expiresAt(each.time(), last) > now));
        List<StoredEvent> kept = parted.getOrDefault(true, List.of());
        List<StoredEvent> expired = parted.getOrDefault(false, List.of());
        Set<String> obsolete = new HashSet<>(before);
        List<Rows.Changed> changes = new ArrayList<>();
        if (!kept.isEmpty()) {
            String rowKey = window.rowKey(key, kept.get(0).time());
            changes.add(rows.fold(
                    rowKey,
                    kept.stream()
                            .map(each -> rules.apply(KeyedEvent.metadata(each.event()), each.event()))
                            .toList()));
            obsolete.remove(rowKey);
        }
        obsolete.forEach(rowKey -> changes.add(Rows.Changed.deleted(rowKey)));
        return () -> {
            expired.forEach(each -> {
                count.write();
                store.delete(each.storeKey());
            });
            changes.forEach(rows::write);
            planExpiry(key, kept);
        };
    }

    /** The events of the windows that an event at this time is in, or would join. */
    private SortedMap<Bytes, StoredEvent> around(String key, long time) {
        SortedMap<Bytes, StoredEvent> around = new TreeMap<>();
        addJoined(store.reverseRange(bound(key, 0), bound(key, time)), time, around);
        addJoined(store.range(bound(key, time), bound(key, Long.MAX_VALUE)), time, around);
        return around;
    }

    private void addJoined(KeyValueIterator<Bytes, byte[]> outward, long from, SortedMap<Bytes, StoredEvent> around) {
        long edge = from;
        try (outward) {
            while (outward.hasNext()) {
                var next = outward.next();
                StoredEvent event = storedEvent(next.key, next.value);
                if (!window.joins(Math.min(edge, event.time()), Math.max(edge, event.time()))) {
                    return;
                }
                edge = event.time();
                around.put(event.storeKey(), event);
            }
        }
    }

    private Set<String> rowKeys(String key, Collection<StoredEvent> events) {
        Set<String> keys = new HashSet<>();
        split(events)
                .forEach(together -> keys.add(window.rowKey(key, together.get(0).time())));
        return keys;
    }

    private List<List<StoredEvent>> split(Collection<StoredEvent> events) {
        List<List<StoredEvent>> split = new ArrayList<>();
        @Nullable StoredEvent before = null;
        for (StoredEvent event : events) {
            if (before == null || !window.joins(before.time(), event.time())) {
                split.add(new ArrayList<>());
            }
            split.get(split.size() - 1).add(event);
            before = event;
        }
        return split;
    }

    private void planExpiry(String key, List<StoredEvent> events) {
        if (!events.isEmpty()) {
            long last = events.get(events.size() - 1).time();
            long expiry = window.expiresAt(events.get(0).time(), last);
            if (expiry < Long.MAX_VALUE) {
                nextExpiry.merge(key, expiry, Math::min);
                scheduleExpiry();
            }
        }
    }

    /** Scheduled only while some event will expire: Kafka Streams commits after each punctuation. */
    private void scheduleExpiry() {
        if (punctuator == null) {
            punctuator = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> expire(task.now()));
        }
    }

    private void expire(long now) {
        List<String> due = nextExpiry.entrySet().stream()
                .filter(each -> each.getValue() <= now)
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(key -> expire(key, now));
        if (nextExpiry.isEmpty() && punctuator != null) {
            punctuator.cancel();
            punctuator = null;
        }
    }

    private void expire(String key, long now) {
        nextExpiry.remove(key);
        List<StoredEvent> events = new ArrayList<>();
        try (var all = store.range(bound(key, 0), bound(key, Long.MAX_VALUE))) {
            all.forEachRemaining(each -> events.add(storedEvent(each.key, each.value)));
        }
        List<Runnable> changes;
        try {
            changes = split(events).stream()
                    .map(each -> fold(key, rowKeys(key, each), each))
                    .toList();
        } catch (TransientException | KafkaException e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn("'{}' keeps row '{}' as it is for now: {}", task.projection(), key, e.toString());
            nextExpiry.put(key, now + PAUSE_AFTER_FAILURE.toMillis());
            return;
        }
        changes.forEach(Runnable::run);
    }

    /**
     * The length of the key comes first, so that no key is the start of another; all of one key are in the order of time.
     */
    private static Bytes storeKey(String key, EventMetadata event, Record<byte[], byte[]> record) {
        ByteBuffer bound =
                ByteBuffer.wrap(bound(key, event.time().toEpochMilli()).get());
        return Bytes.wrap(ByteBuffer.allocate(bound.remaining() + Long.BYTES + 3 * Integer.BYTES)
                .put(bound)
                .putInt(event.partition())
                .putLong(event.sequence())
                .putInt(KeyedEvent.rule(record))
                .putInt(KeyedEvent.part(record))
                .array());
    }

    private static Bytes bound(String key, long time) {
        byte[] text = key.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + text.length + Long.BYTES)
                .putInt(text.length)
                .put(text)
                .putLong(time)
                .array());
    }

    private static String keyOf(Bytes storeKey) {
        return new String(
                storeKey.get(), Integer.BYTES, ByteBuffer.wrap(storeKey.get()).getInt(), UTF_8);
    }

    private static byte[] bytes(Record<byte[], byte[]> event) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            StoredRecord.write(new DataOutputStream(bytes), event);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoredEvent storedEvent(Bytes storeKey, byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(storeKey.get());
        long time = buffer.getLong(Integer.BYTES + buffer.getInt());
        try {
            return new StoredEvent(
                    storeKey, time, StoredRecord.read(new DataInputStream(new ByteArrayInputStream(stored))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
