package dev.gregor.projection.keyed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.event.log.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageHeaders;
import dev.gregor.position.Position;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The records between the two stages of a repartitioned projection: an event under the key of one row that it changes, as
 * it was recorded, with three headers more and without those that are constant; or the state after an event, for a join; or a marker, an empty key and a position up to which all of the partition's
 * events were sent before it.
 */
public final class KeyedEvent {

    private static final String RULE = "gregor_rule";
    private static final String PART = "gregor_part";
    private static final String PARTITION = "gregor_partition";
    private static final String STATE = "gregor_state";
    private static final String JOIN = "gregor_join";
    private static final String SENT = "gregor_sent";
    private static final byte[] MARKER = {};
    private static final byte[] NO_STATE = {};

    /** Headers that say nothing of the single event, and cost as much as any at either end. */
    private static final Set<String> CONSTANT =
            Set.of(MessageHeaders.SPEC_VERSION, MessageHeaders.SOURCE, MessageHeaders.CONTENT_TYPE);

    /**
     * The number of a record, in the order of one partition of events to one partition of rows.
     *
     * @param start the id of the start of the task that sent it
     * @param number 1, 2, 3 …, over all starts
     * @param first whether it is the first of this start
     */
    record SentNumber(long start, long number, boolean first) {

        private static final int BYTES = 2 * Long.BYTES + 1;

        byte[] encode() {
            return ByteBuffer.allocate(BYTES)
                    .putLong(start)
                    .putLong(number)
                    .put((byte) (first ? 1 : 0))
                    .array();
        }

        static SentNumber decode(byte[] header) {
            ByteBuffer buffer = ByteBuffer.wrap(header);
            return new SentNumber(buffer.getLong(), buffer.getLong(), buffer.get() == 1);
        }
    }

    private KeyedEvent() {}

    /**
     * An event under the key of a row that a rule, by its index, changes with a part of what the event is today.
     *
     * @param state the state of the aggregate; null if the change needs none
     */
    public static Record<byte[], byte[]> of(
            Record<byte[], byte[]> event, int partition, int rule, int part, String rowKey, byte @Nullable [] state) {
        Headers headers = headers(event, partition);
        add(headers, RULE, rule);
        add(headers, PART, part);
        if (state != null) {
            headers.add(STATE, state);
        }
        return event.withKey(rowKey.getBytes(UTF_8)).withHeaders(headers);
    }

    /**
     * The state of an aggregate after an event, under a key, for one side of a join.
     *
     * @param state the state, which is sent in place of the event; null if there is none
     */
    public static Record<byte[], byte[]> of(
            Record<byte[], byte[]> event, int partition, JoinSide side, String key, byte @Nullable [] state) {
        Headers headers = headers(event, partition);
        headers.add(JOIN, side.encode());
        return event.withKey(key.getBytes(UTF_8))
                .withValue(state == null ? NO_STATE : state)
                .withHeaders(headers);
    }

    private static Headers headers(Record<byte[], byte[]> event, int partition) {
        Headers headers = new RecordHeaders();
        for (Header header : event.headers()) {
            if (!CONSTANT.contains(header.key())) {
                headers.add(header);
            }
        }
        add(headers, PARTITION, partition);
        return headers;
    }

    /** A marker of a position. */
    public static Record<byte[], byte[]> marker(Position position, long timestamp) {
        return new Record<>(MARKER, position.token().getBytes(UTF_8), timestamp);
    }

    /** The same with the number that its sender gives it. */
    static Record<byte[], byte[]> numbered(Record<byte[], byte[]> keyed, SentNumber number) {
        Headers headers = new RecordHeaders(keyed.headers().toArray());
        headers.add(SENT, number.encode());
        return keyed.withHeaders(headers);
    }

    /** The number that its sender gave it; null if that was an instance that knows no numbers. */
    static @Nullable SentNumber number(Record<byte[], byte[]> keyed) {
        Header header = keyed.headers().lastHeader(SENT);
        return header == null ? null : SentNumber.decode(header.value());
    }

    /** Whether a record with this key is a marker. */
    public static boolean isMarker(byte[] key) {
        return key.length == 0;
    }

    /** The position of a marker. */
    public static Position position(Record<byte[], byte[]> marker) {
        return Position.parse(new String(marker.value(), UTF_8));
    }

    /** The partition of events that it comes from. */
    static int source(Record<byte[], byte[]> keyed) {
        return isMarker(keyed.key()) ? position(keyed).partition() : number(keyed, PARTITION);
    }

    /** The position that is reached by a marker, or by an event alone. */
    static Position reached(Record<byte[], byte[]> keyed) {
        if (isMarker(keyed.key())) {
            return position(keyed);
        }
        EventMetadata event = metadata(keyed);
        return new Position(event.type().aggregateType(), event.partition(), event.sequence());
    }

    /** The key of the row that an event changes. */
    public static String rowKey(Record<byte[], byte[]> keyed) {
        return new String(keyed.key(), UTF_8);
    }

    /** The index of the rule that changes it. */
    public static int rule(Record<byte[], byte[]> keyed) {
        return number(keyed, RULE);
    }

    /** Which part of the event changes it, from 0. */
    public static int part(Record<byte[], byte[]> keyed) {
        return number(keyed, PART);
    }

    /** The side of the join that it is for; empty if it is for a rule. */
    public static Optional<JoinSide> join(Record<byte[], byte[]> keyed) {
        return Optional.ofNullable(keyed.headers().lastHeader(JOIN)).map(header -> JoinSide.decode(header.value()));
    }

    /** The state of the aggregate that it was sent with for a join; null if it has none. */
    public static byte @Nullable [] joinedState(Record<byte[], byte[]> keyed) {
        return keyed.value().length == 0 ? null : keyed.value();
    }

    /** The state of the aggregate that it was sent with. */
    public static byte[] state(Record<byte[], byte[]> keyed) {
        return header(keyed, STATE);
    }

    /** What the headers of an event say, as they were recorded. */
    public static EventMetadata metadata(Record<byte[], byte[]> keyed) {
        byte[] aggregateId = header(keyed, MessageHeaders.SUBJECT);
        return EventReader.metadata(aggregateId, keyed.headers(), number(keyed, PARTITION));
    }

    private static void add(Headers headers, String name, int number) {
        headers.add(name, Integer.toString(number).getBytes(UTF_8));
    }

    private static int number(Record<byte[], byte[]> keyed, String name) {
        return Integer.parseInt(new String(header(keyed, name), UTF_8));
    }

    private static byte[] header(Record<byte[], byte[]> keyed, String name) {
        Header header = keyed.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new PermanentException("The keyed event has no header '" + name + "'");
        }
        return header.value();
    }
}
