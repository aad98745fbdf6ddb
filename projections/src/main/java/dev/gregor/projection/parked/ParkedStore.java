package dev.gregor.projection.parked;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.projection.task.RecordLimit;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.task.WriteCount;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The parked events of one task, in the order in which they came, kept in its transaction. Which keys it holds is known
 * without a look into the store.
 */
final class ParkedStore {

    /** The producer bounds what is written: what was an event before fits here too, with its reason. */
    private static final Map<String, String> ANY_SIZE =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(1 << 30));

    private final KeyValueStore<Bytes, byte[]> store;
    private final WriteCount count;
    private final RecordLimit limit;
    private final Map<String, Numbers> numbers = new HashMap<>();
    private int size;

    /** The events of a key are numbered without gaps. */
    private record Numbers(long first, long last) {

        Numbers plus(Numbers other) {
            return new Numbers(Math.min(first, other.first), Math.max(last, other.last));
        }

        int count() {
            return (int) (last - first + 1);
        }
    }

    ParkedStore(Task task, String name) {
        this.store = task.store(name);
        this.limit = task.limit();
        this.count = new WriteCount(task, name);
        try (var all = store.all()) {
            all.forEachRemaining(each -> {
                if (!WriteCount.isKey(each.key)) {
                    remember(keyOf(each.key), numberOf(each.key));
                }
            });
        }
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(KeyValueBytesStoreSupplier store) {
        return Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(ANY_SIZE);
    }

    private void remember(String key, long number) {
        numbers.merge(key, new Numbers(number, number), Numbers::plus);
        size++;
    }

    /** How many events there are. */
    int size() {
        return size;
    }

    /** The keys that it holds events of. */
    Set<String> keys() {
        return Set.copyOf(numbers.keySet());
    }

    boolean holds(String key) {
        return numbers.containsKey(key);
    }

    /** How many events of a key there are. */
    int count(String key) {
        @Nullable Numbers ofKey = numbers.get(key);
        return ofKey == null ? 0 : ofKey.count();
    }

    /** Parks an event behind those of its key. */
    void add(String key, ParkedEvent event) {
        @Nullable Numbers ofKey = numbers.get(key);
        long number = ofKey == null ? 1 : ofKey.last() + 1;
        put(bytes(key, number), event);
        remember(key, number);
    }

    /** The first event of a key that it holds. */
    ParkedEvent first(String key) {
        return ParkedEvent.decode(store.get(firstOf(key)));
    }

    void replaceFirst(String key, ParkedEvent event) {
        put(firstOf(key), event);
    }

    /** Of an event that is too large to be kept, what it was is kept. */
    private void put(Bytes key, ParkedEvent event) {
        byte[] whole = event.encode();
        count.write();
        store.put(
                key,
                limit.allows(key.get(), whole)
                        ? whole
                        : event.withoutData(whole.length).encode());
    }

    void removeFirst(String key) {
        count.write();
        store.delete(firstOf(key));
        numbers.computeIfPresent(
                key, (each, ofKey) -> ofKey.count() == 1 ? null : new Numbers(ofKey.first() + 1, ofKey.last()));
        size--;
    }

    private Bytes firstOf(String key) {
        return bytes(key, requireNonNull(numbers.get(key)).first());
    }

    /** The first event of each key, and how many of that key there are. */
    record Queue(ParkedEvent first, int events) {}

    /** The parked events of a store by key, for a limited number of keys. */
    static Map<String, Queue> queues(ReadOnlyKeyValueStore<Bytes, byte[]> store, int limit) {
        Map<String, Queue> queues = new LinkedHashMap<>();
        try (var all = store.all()) {
            while (all.hasNext() && queues.size() <= limit) {
                var each = all.next();
                if (WriteCount.isKey(each.key)) {
                    continue;
                }
                queues.compute(
                        keyOf(each.key),
                        (key, queue) -> queue == null
                                ? new Queue(ParkedEvent.decode(each.value), 1)
                                : new Queue(queue.first(), queue.events() + 1));
            }
        }
        return queues;
    }

    /** The length of the key comes first, so that no key is the start of another. */
    private static Bytes bytes(String key, long number) {
        byte[] text = key.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + text.length + Long.BYTES)
                .putInt(text.length)
                .put(text)
                .putLong(number)
                .array());
    }

    private static String keyOf(Bytes stored) {
        return new String(stored.get(), Integer.BYTES, stored.get().length - Integer.BYTES - Long.BYTES, UTF_8);
    }

    private static long numberOf(Bytes stored) {
        return ByteBuffer.wrap(stored.get()).getLong(stored.get().length - Long.BYTES);
    }
}
