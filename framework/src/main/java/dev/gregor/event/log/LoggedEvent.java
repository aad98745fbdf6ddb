package dev.gregor.event.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** An event as the log stores it: its metadata, then its data as it came. Keyed by aggregate id and version. */
record LoggedEvent(EventMetadata metadata, byte[] data) {

    private static final byte END_OF_ID = 0;

    static Bytes key(String aggregateId, long version) {
        byte[] id = aggregateId.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(id.length + 1 + Long.BYTES)
                .put(id)
                .put(END_OF_ID)
                .putLong(version)
                .array());
    }

    /** The id in a key. */
    static Bytes id(Bytes key) {
        byte[] bytes = key.get();
        return Bytes.wrap(Arrays.copyOf(bytes, bytes.length - 1 - Long.BYTES));
    }

    /** The version in a key. */
    static long version(Bytes key) {
        byte[] bytes = key.get();
        return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
    }

    byte[] encode() {
        byte[] type = metadata.type().toString().getBytes(UTF_8);
        byte[] correlationId = metadata.correlationId().getBytes(UTF_8);
        byte[] causationId = metadata.causationId().getBytes(UTF_8);
        int texts = 3 * Short.BYTES + type.length + correlationId.length + causationId.length;
        ByteBuffer buffer = ByteBuffer.allocate(3 * Long.BYTES + texts + data.length);
        buffer.putLong(metadata.version())
                .putLong(metadata.time().toEpochMilli())
                .putLong(metadata.sequence());
        put(buffer, type);
        put(buffer, correlationId);
        put(buffer, causationId);
        return buffer.put(data).array();
    }

    static LoggedEvent decode(String aggregateId, int partition, byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long version = buffer.getLong();
        Instant time = Instant.ofEpochMilli(buffer.getLong());
        long sequence = buffer.getLong();
        MessageType type = MessageType.parse(text(buffer));
        String correlationId = text(buffer);
        String causationId = text(buffer);
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new LoggedEvent(
                new EventMetadata(type, aggregateId, version, time, partition, sequence, correlationId, causationId),
                data);
    }

    /** When the stored event was decided, without reading the rest of it. */
    static long timeMillis(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(Long.BYTES);
    }

    /** The sequence of the stored event, without reading the rest of it. */
    static long sequence(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong(2 * Long.BYTES);
    }

    private static void put(ByteBuffer buffer, byte[] text) {
        buffer.putShort((short) text.length).put(text);
    }

    private static String text(ByteBuffer buffer) {
        byte[] text = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(text);
        return new String(text, UTF_8);
    }
}
