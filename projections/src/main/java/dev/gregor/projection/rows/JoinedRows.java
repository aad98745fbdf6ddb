package dev.gregor.projection.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionJoin;
import dev.gregor.projection.keyed.JoinSide;
import dev.gregor.projection.keyed.KeyedEvent;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.task.WriteCount;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The rows of joins, in one task. It keeps, for each join, the states of the aggregates whose rows it has, which of them refer to which
 * other aggregate, and the states of all other aggregates, which every task is sent.
 */
public final class JoinedRows<R extends SpecificRecord> {

    private static final byte[] REFERS = {};

    private final Task task;
    private final List<ProjectionJoin<R>> joins;
    private final StateCodec codec;
    private final Rows<R> rows;
    private final KeyValueStore<Bytes, byte[]> store;
    private final WriteCount count;

    /** What an entry of the store is; its key begins with it. */
    private enum Kind {
        /** A state of an aggregate that a row belongs to, with its foreign key: by its id. */
        OWN('s'),
        /** An aggregate that refers to another: by the other's id and its own. */
        REFERENCE('r'),
        /** A state of another aggregate: by its id. */
        OTHER('o');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }
    }

    /** An aggregate that a row belongs to. */
    private record Own(@Nullable String foreignKey, byte[] state) {

        byte[] encode() {
            byte[] key = foreignKey == null ? new byte[0] : foreignKey.getBytes(UTF_8);
            return ByteBuffer.allocate(Integer.BYTES + key.length + state.length)
                    .putInt(key.length)
                    .put(key)
                    .put(state)
                    .array();
        }

        static Own decode(byte[] stored) {
            ByteBuffer buffer = ByteBuffer.wrap(stored);
            byte[] key = new byte[buffer.getInt()];
            buffer.get(key);
            byte[] state = new byte[buffer.remaining()];
            buffer.get(state);
            return new Own(key.length == 0 ? null : new String(key, UTF_8), state);
        }
    }

    /** The joins of a task. */
    public JoinedRows(Task task, List<ProjectionJoin<R>> joins, StateCodec codec, Rows<R> rows) {
        this.task = task;
        this.joins = joins;
        this.codec = codec;
        this.rows = rows;
        this.store = task.store(StoreNames.JOINED);
        this.count = new WriteCount(task, StoreNames.JOINED);
    }

    /** Computes which rows an event changes by a side of a join, and changes nothing; what it answers writes that. */
    public Runnable compute(JoinSide side, EventMetadata event, Record<byte[], byte[]> record) {
        ProjectionJoin<R> join = joins.get(side.join());
        byte @Nullable [] encoded = KeyedEvent.joinedState(record);
        if (side.other()) {
            Runnable kept = keepOther(join, event, encoded);
            List<Rows.Changed> changed = referring(join, event.aggregateId(), encoded);
            return () -> {
                kept.run();
                changed.forEach(this::write);
            };
        }
        @Nullable SpecificRecord state = encoded == null ? null : codec.decode(encoded, join.stateClass());
        @Nullable Own after = own(join, encoded, state);
        Runnable kept = keepOwn(join, event, after);
        Rows.Changed changed = row(join, event.aggregateId(), state, after);
        return () -> {
            kept.run();
            write(changed);
        };
    }

    /** Many events change nothing that rows show. */
    private void write(Rows.Changed row) {
        if (!row.same()) {
            rows.write(row);
        }
    }

    /** Computes what is kept of an event, so that later ones find it, and changes nothing; what it answers writes that. */
    public Runnable keep(JoinSide side, EventMetadata event, Record<byte[], byte[]> record) {
        ProjectionJoin<R> join = joins.get(side.join());
        byte @Nullable [] encoded = KeyedEvent.joinedState(record);
        if (side.other()) {
            return keepOther(join, event, encoded);
        }
        @Nullable SpecificRecord state = encoded == null ? null : codec.decode(encoded, join.stateClass());
        return keepOwn(join, event, own(join, encoded, state));
    }

    private @Nullable Own own(ProjectionJoin<R> join, byte @Nullable [] encoded, @Nullable SpecificRecord state) {
        return encoded == null || state == null
                ? null
                : new Own(join.foreignKey().of(state), encoded);
    }

    private Rows.Changed row(ProjectionJoin<R> join, String id, @Nullable SpecificRecord state, @Nullable Own own) {
        if (state == null || own == null) {
            return rows.compute(id, row -> null);
        }
        @Nullable String foreignKey = own.foreignKey();
        return row(
                join, id, state, foreignKey == null ? null : other(join, store.get(key(join, Kind.OTHER, foreignKey))));
    }

    private List<Rows.Changed> referring(ProjectionJoin<R> join, String id, byte @Nullable [] encoded) {
        @Nullable SpecificRecord other = other(join, encoded);
        List<Rows.Changed> changed = new ArrayList<>();
        Bytes references = key(join, Kind.REFERENCE, id);
        int length = references.get().length;
        try (var each = store.prefixScan(references, new BytesSerializer())) {
            while (each.hasNext()) {
                byte[] reference = each.next().key.get();
                String referring = new String(reference, length, reference.length - length, UTF_8);
                Own own = requireNonNull(stored(join, referring));
                changed.add(row(join, referring, codec.decode(own.state(), join.stateClass()), other));
            }
        }
        return changed;
    }

    private @Nullable SpecificRecord other(ProjectionJoin<R> join, byte @Nullable [] encoded) {
        return encoded == null ? null : codec.decode(encoded, join.otherClass());
    }

    private Rows.Changed row(ProjectionJoin<R> join, String id, SpecificRecord state, @Nullable SpecificRecord other) {
        return rows.compute(id, row -> join.change().apply(row, state, other));
    }

    private Runnable keepOther(ProjectionJoin<R> join, EventMetadata event, byte @Nullable [] state) {
        return put(event, key(join, Kind.OTHER, event.aggregateId()), state);
    }

    private Runnable keepOwn(ProjectionJoin<R> join, EventMetadata event, @Nullable Own after) {
        String id = event.aggregateId();
        Runnable old = refer(join, stored(join, id), event, null);
        Runnable own = put(event, key(join, Kind.OWN, id), after == null ? null : after.encode());
        Runnable current = refer(join, after, event, REFERS);
        return () -> {
            own.run();
            old.run();
            current.run();
        };
    }

    private Runnable refer(ProjectionJoin<R> join, @Nullable Own own, EventMetadata event, byte @Nullable [] refers) {
        return own == null || own.foreignKey() == null
                ? () -> {}
                : put(event, reference(join, own.foreignKey(), event.aggregateId()), refers);
    }

    private Runnable put(EventMetadata event, Bytes key, byte @Nullable [] value) {
        String aggregate = event.type().aggregateType() + " '" + event.aggregateId() + "'";
        task.limit().require("The state of " + aggregate + " in a join", key.get(), value);
        return () -> {
            count.write();
            store.put(key, value);
        };
    }

    private @Nullable Own stored(ProjectionJoin<R> join, String id) {
        byte @Nullable [] stored = store.get(key(join, Kind.OWN, id));
        return stored == null ? null : Own.decode(stored);
    }

    private static Bytes reference(ProjectionJoin<?> join, String foreignKey, String id) {
        byte[] references = key(join, Kind.REFERENCE, foreignKey).get();
        byte[] own = id.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(references.length + own.length)
                .put(references)
                .put(own)
                .array());
    }

    /** The length of the id comes first, so that no key is the start of one of another id. */
    private static Bytes key(ProjectionJoin<?> join, Kind kind, String id) {
        byte[] text = id.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + 2 * Integer.BYTES + text.length)
                .put(kind.code)
                .putInt(join.index())
                .putInt(text.length)
                .put(text)
                .array());
    }
}
