package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.write.storage.EncodedEvent;
import java.nio.ByteBuffer;

/**
 * An event since the snapshot as it is stored.
 *
 * @param version the aggregate's version right after it
 * @param timeMillis when it was decided
 * @param type its logical type
 * @param value its encoded data
 */
record TailEvent(long version, long timeMillis, String type, byte[] value) {

    private static final int HEADER = 2 * Long.BYTES + Short.BYTES;

    static byte[] encode(EncodedEvent event) {
        byte[] type = event.type().toString().getBytes(UTF_8);
        return ByteBuffer.allocate(HEADER + type.length + event.value().length)
                .putLong(event.version())
                .putLong(event.time().toEpochMilli())
                .putShort((short) type.length)
                .put(type)
                .put(event.value())
                .array();
    }

    static TailEvent decode(byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long version = buffer.getLong();
        long timeMillis = buffer.getLong();
        byte[] type = new byte[buffer.getShort()];
        buffer.get(type);
        byte[] value = new byte[buffer.remaining()];
        buffer.get(value);
        return new TailEvent(version, timeMillis, new String(type, UTF_8), value);
    }
}
