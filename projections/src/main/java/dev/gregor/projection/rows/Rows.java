package dev.gregor.projection.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.Event;
import dev.gregor.projection.ProjectionRule;
import dev.gregor.projection.live.LiveRows;
import dev.gregor.projection.task.RecordLimit;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.task.WriteCount;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
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
public final class Rows<R extends SpecificRecord> {

    private final KeyValueStore<Bytes, byte[]> store;
    private final RowCodec<R> codec;
    private final RecordLimit limit;
    private final WriteCount count;
    private final LiveRows.Partition live;

    /** How many characters of a long key messages show. */
    private static final int SHOWN = 100;

    /**
     * A rule that an event runs.
     *
     * @param part the place of the event among those that the recorded one is today
     * @param state the state of the aggregate; null if the rule needs none, or there is none
     */
    public record Due<R extends SpecificRecord>(
            ProjectionRule<R, ?> rule,
            Event<?> event,
            int part,
            @Nullable SpecificRecord state) {

        /** The keys of the rows that it changes; throws as {@link ProjectionRule#keysOf} does. */
        public List<String> keys() {
            return rule.keysOf(event, state);
        }

        @Nullable
        R change(@Nullable R row) {
            return rule.change(row, event, state);
        }
    }

    /** What becomes of a row; null is no row. */
    @FunctionalInterface
    interface RowChange<R> {
        @Nullable
        R of(@Nullable R row);
    }

    /**
     * What a row becomes.
     *
     * @param value the row; null if it is deleted
     * @param same whether it is what it was
     */
    public record Changed(Bytes key, byte @Nullable [] value, boolean same) {

        /** There is no row with this key any more. */
        static Changed deleted(String key) {
            return new Changed(Bytes.wrap(key.getBytes(UTF_8)), null, false);
        }
    }

    /** The rows of a task, with their subscribers. */
    public Rows(Task task, RowCodec<R> codec, LiveRows live) {
        this.store = task.store(StoreNames.ROWS);
        this.codec = codec;
        this.limit = task.limit();
        this.count = new WriteCount(task, StoreNames.ROWS);
        this.live = live.open(task.partition(), store);
    }

    /** A store of rows, or of what rows are made of. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(KeyValueBytesStoreSupplier store) {
        return Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray());
    }

    /** Computes what rules make of a row, and changes nothing. */
    public Changed compute(String key, List<Due<R>> rules) {
        return compute(key, row -> changed(row, rules));
    }

    /** Computes what becomes of a row, and changes nothing. */
    Changed compute(String key, RowChange<R> change) {
        Bytes keyBytes = Bytes.wrap(key.getBytes(UTF_8));
        byte @Nullable [] before = store.get(keyBytes);
        return changed(keyBytes, before, change.of(before == null ? null : codec.decode(before)));
    }

    /** Computes what rules make of nothing, and changes nothing. */
    public Changed fold(String key, List<Due<R>> rules) {
        return changed(Bytes.wrap(key.getBytes(UTF_8)), null, changed(null, rules));
    }

    private @Nullable R changed(@Nullable R before, List<Due<R>> rules) {
        @Nullable R row = before;
        for (Due<R> due : rules) {
            row = due.change(row);
        }
        return row;
    }

    private Changed changed(Bytes key, byte @Nullable [] before, @Nullable R row) {
        byte @Nullable [] value = row == null ? null : codec.encode(row);
        limit.require("Row '" + shown(key) + "'", key.get(), value);
        return new Changed(key, value, Arrays.equals(before, value));
    }

    private static String shown(Bytes key) {
        String text = new String(key.get(), UTF_8);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + '…';
    }

    /** Writes what was computed. */
    public void write(Changed row) {
        count.write();
        live.put(row.key(), row.value());
    }

    /** Leaves the task. */
    public void close() {
        live.close();
    }
}
