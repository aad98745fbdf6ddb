package dev.gregor.app.http.stream;

import java.util.function.Function;

/**
 * How items of a stream become bytes.
 *
 * @param first the first bytes
 * @param item what is written of an item
 * @param heartbeat what shows that the stream lives
 * @param <T> the items
 */
public record Framing<T>(byte[] first, Function<T, byte[]> item, byte[] heartbeat) {

    /** Bytes as they are. */
    public static Framing<byte[]> none() {
        byte[] nothing = {};
        return new Framing<>(nothing, bytes -> bytes, nothing);
    }
}
