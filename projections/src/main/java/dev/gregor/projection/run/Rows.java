package dev.gregor.projection.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition.
 *
 * <p>Kafka Streams' cache is off here: a scan from another thread reads store and cache one after the other, so a row that
 * moves from the cache to the store in between shows an old value, or not at all.
 */
final class Rows<R extends SpecificRecord> {

    private final KeyValueStore<Bytes, byte[]> store;
    private final RowCodec<R> codec;
    private final LiveRows.Partition live;

    /** What a row becomes; no value if it is deleted. */
    record Changed(Bytes key, byte @Nullable [] value) {

        static Changed deleted(String key) {
            return new Changed(Bytes.wrap(key.getBytes(UTF_8)), null);
        }
    }

    Rows(ProjectionTopology<R> topology, ProcessorContext<?, ?> context) {
        this.store = context.getStateStore(ProjectionTopology.ROWS);
        this.codec = topology.codec();
        this.live = topology.live().open(context.taskId().partition(), store);
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    /** Computes what rules make of a row, and changes nothing. */
    Changed compute(String key, List<DueRule<R>> rules) {
        Bytes keyBytes = Bytes.wrap(key.getBytes(UTF_8));
        byte[] before = store.get(keyBytes);
        return changed(keyBytes, before == null ? null : codec.decode(before), rules);
    }

    /** Computes what rules make of nothing, and changes nothing. */
    Changed fold(String key, List<DueRule<R>> rules) {
        return changed(Bytes.wrap(key.getBytes(UTF_8)), null, rules);
    }

    private Changed changed(Bytes key, @Nullable R before, List<DueRule<R>> rules) {
        @Nullable R row = before;
        for (DueRule<R> due : rules) {
            row = due.rule().change(row, due.event());
        }
        return new Changed(key, row == null ? null : codec.encode(row));
    }

    void write(Changed row) {
        live.put(row.key(), row.value());
    }

    /** Leaves the task. */
    void close() {
        live.close();
    }
}
