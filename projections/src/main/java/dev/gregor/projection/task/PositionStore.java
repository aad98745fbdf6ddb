package dev.gregor.projection.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.position.Position;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * How far one task has come in each partition of events that flows into it, kept in its transaction.
 *
 * <p>The store is cached by Kafka Streams, so that a transaction writes one changelog record for each partition of events
 * however many events it holds.
 */
public final class PositionStore {

    /** How the names of numbers begin, which look like types of aggregates in the store. */
    public static final String NUMBER = "gregor-number-";

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Source, Position> positions = new HashMap<>();
    private final Map<Source, Bytes> keys = new HashMap<>();

    private record Source(String aggregateType, int partition) {}

    /** Goes on where the store is. */
    public PositionStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (var entries = store.all()) {
            entries.forEachRemaining(each -> remember(decode(each.key, each.value)));
        }
    }

    /** A store of positions. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(KeyValueBytesStoreSupplier store) {
        return Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /** How far it has come, wherever it has begun. */
    public Collection<Position> all() {
        return positions.values().stream()
                .filter(each -> !each.aggregateType().startsWith(NUMBER))
                .toList();
    }

    /** The sequence of the last event that it has applied of a source, or a number that is kept; 0 if there is none. */
    public long sequence(String aggregateType, int partition) {
        @Nullable Position reached = positions.get(new Source(aggregateType, partition));
        return reached == null ? 0 : reached.sequence();
    }

    /**
     * Keeps a number about a partition beside the positions, instead of the one before; its name starts with {@link #NUMBER}.
     */
    public void keep(String name, int partition, long number) {
        put(new Position(name, partition, number));
    }

    /** Whether it has come to a position. */
    public boolean covers(Position position) {
        @Nullable Position reached = positions.get(source(position));
        return reached != null && reached.sequence() >= position.sequence();
    }

    /** Notes a position, unless a later one is noted already. */
    public void advance(Position position) {
        if (!covers(position)) {
            put(position);
        }
    }

    private void put(Position position) {
        remember(position);
        store.put(keys.computeIfAbsent(source(position), PositionStore::key), value(position));
    }

    private void remember(Position position) {
        positions.put(source(position), position);
    }

    private static Source source(Position position) {
        return new Source(position.aggregateType(), position.partition());
    }

    private static Bytes key(Source source) {
        return Bytes.wrap((source.aggregateType() + ':' + source.partition()).getBytes(UTF_8));
    }

    private static byte[] value(Position position) {
        return ByteBuffer.allocate(Long.BYTES).putLong(position.sequence()).array();
    }

    private static Position decode(Bytes key, byte[] value) {
        return Position.parse(
                new String(key.get(), UTF_8) + ':' + ByteBuffer.wrap(value).getLong());
    }
}
