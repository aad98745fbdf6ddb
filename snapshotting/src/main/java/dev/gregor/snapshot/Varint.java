package dev.gregor.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Numbers in as few bytes as they need, 7 bits in each, as Protocol Buffers and Kafka write them. */
final class Varint {

    private Varint() {}

    static void write(long unsigned, ByteArrayOutputStream out) {
        long left = unsigned;
        while (left >>> 7 != 0) {
            out.write(((int) left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** With the sign in the last bit, so that small negative numbers are short, too. */
    static void writeSigned(long value, ByteArrayOutputStream out) {
        write((value << 1) ^ (value >> 63), out);
    }

    static long read(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number has more than 10 bytes: the record is damaged");
    }

    static long readSigned(ByteBuffer in) {
        long value = read(in);
        return (value >>> 1) ^ -(value & 1);
    }
}
