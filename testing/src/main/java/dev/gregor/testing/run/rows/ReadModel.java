package dev.gregor.testing.run.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.projection.parked.ParkedKey;
import dev.gregor.projection.rows.RowCodec;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.WriteCount;
import dev.gregor.projection.topology.ProjectionTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A read model as its stores have it.
 *
 * @param rows by key
 * @param parked the keys with parked events, each with the first of them
 */
public record ReadModel<R extends SpecificRecord>(Map<String, R> rows, List<ParkedKey> parked) {

    /** Reads the stores, which are of one partition. */
    static <R extends SpecificRecord> ReadModel<R> of(
            ProjectionTopology<R> topology, Function<String, ReadOnlyKeyValueStore<Bytes, byte[]>> stores) {
        List<ParkedKey> parked = new ArrayList<>(parked(stores.apply(StoreNames.PARKED)));
        if (!topology.definition().keyedByAggregate()) {
            parked.addAll(parked(stores.apply(StoreNames.KEYED_PARKED)));
        }
        return new ReadModel<>(rows(topology.codec(), stores.apply(StoreNames.ROWS)), parked);
    }

    private static List<ParkedKey> parked(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        return ParkedKey.in(store, 0, Integer.MAX_VALUE);
    }

    private static <R extends SpecificRecord> Map<String, R> rows(
            RowCodec<R> codec, ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        Map<String, R> rows = new TreeMap<>();
        try (var all = store.range(WriteCount.FIRST_KEY_BEHIND, null)) {
            all.forEachRemaining(row -> rows.put(new String(row.key.get(), UTF_8), codec.decode(row.value)));
        }
        return rows;
    }

    /** What is parked under a key. */
    public Optional<ParkedKey> parked(String key) {
        return parked.stream().filter(each -> each.key().equals(key)).findFirst();
    }
}
