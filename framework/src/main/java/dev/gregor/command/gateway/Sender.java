package dev.gregor.command.gateway;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One sending of a command, which a reply is for.
 *
 * @param gateway the gateway that sent it
 * @param number one of the gateway's own
 */
record Sender(long gateway, long number) {

    private static final int BYTES = 2 * Long.BYTES;

    /** What {@link #header()} makes; null if it is something else. */
    static @Nullable Sender parse(byte @Nullable [] header) {
        if (header == null || header.length != BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(header);
        return new Sender(buffer.getLong(), buffer.getLong());
    }

    byte[] header() {
        return ByteBuffer.allocate(BYTES).putLong(gateway).putLong(number).array();
    }
}
