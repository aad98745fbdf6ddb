package dev.gregor.message;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Ids that nobody else has: random UUIDs (RFC 9562, version 4), as {@link UUID#randomUUID()} makes them. A thread takes the random bytes of
 * several at once, since each call of {@link SecureRandom} takes a lock and reads from the operating system.
 */
public final class RandomId {

    private static final int IDS = 32;
    private static final long VERSION_MASK = 0xFFFF_FFFF_FFFF_0FFFL;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT = Long.MIN_VALUE;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<ByteBuffer> BYTES = ThreadLocal.withInitial(
            () -> ByteBuffer.allocate(IDS * 2 * Long.BYTES).limit(0));

    private RandomId() {}

    /** Returns another one each time, of 36 characters. Thread-safe. */
    public static String next() {
        ByteBuffer bytes = BYTES.get();
        if (!bytes.hasRemaining()) {
            byte[] fresh = new byte[bytes.capacity()];
            RANDOM.nextBytes(fresh);
            bytes.clear().put(fresh).flip();
        }
        long high = (bytes.getLong() & VERSION_MASK) | VERSION_4;
        long low = (bytes.getLong() & VARIANT_MASK) | VARIANT;
        return new UUID(high, low).toString();
    }
}
