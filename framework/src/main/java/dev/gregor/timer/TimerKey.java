package dev.gregor.timer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** The keys of the store of due times: eight bytes of milliseconds, then the id, so that they are in the order in which timers fire. */
final class TimerKey {

    private TimerKey() {}

    /** That of a timer. */
    static Bytes of(long millis, String id) {
        byte[] text = id.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(millis)
                .put(text)
                .array());
    }

    /** The first one of a millisecond, which no timer has. */
    static Bytes first(long millis) {
        return of(millis, "");
    }

    /** The first one behind another. */
    static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }

    static long millis(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong();
    }

    static String id(Bytes key) {
        return new String(key.get(), Long.BYTES, key.get().length - Long.BYTES, UTF_8);
    }
}
