package dev.gregor.avro.seal;

import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.Schema;

/**
 * Passes over values in Avro's binary encoding, see <a
 * href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">the specification</a>, and knows where it is. It reads no value,
 * believes no length that is greater than the number of bytes, and throws an {@link IOException} where the bytes are no such value.
 */
final class Passing {

    private static final int BITS = 7;
    private static final int REST = 0x7F;

    private final byte[] bytes;
    private final EmptyTypes empty;
    private int position;

    /** Passes over bytes from start on, whose schema has these types that take none. */
    Passing(byte[] bytes, int start, EmptyTypes empty) {
        this.bytes = bytes;
        this.position = start;
        this.empty = empty;
    }

    int position() {
        return position;
    }

    /** Passes over an int or long. */
    long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            if (position >= bytes.length) {
                throw new EOFException();
            }
            byte next = bytes[position++];
            number |= (long) (next & REST) << shift;
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        throw new IOException("a number of more than 10 bytes");
    }

    /** Passes over so many bytes. */
    void bytes(long count) throws IOException {
        if (count < 0 || count > bytes.length - position) {
            throw new EOFException("a length of %d in %d bytes".formatted(count, bytes.length - position));
        }
        position += (int) count;
    }

    /** Passes over the number of a branch of a union. */
    Schema branch(Schema union) throws IOException {
        long index = number();
        if (index < 0 || index >= union.getTypes().size()) {
            throw new IOException("a branch %d of %s".formatted(index, union));
        }
        return union.getTypes().get((int) index);
    }

    /**
     * Passes over the beginning of the first or next block of a map, or of an array whose items take at least a byte each; how many items
     * follow, 0 at the end.
     */
    long items() throws IOException {
        long items = count();
        if (items > bytes.length - position) {
            throw new EOFException("a block of %d items in %d bytes".formatted(items, bytes.length - position));
        }
        return items;
    }

    private long count() throws IOException {
        long count = number();
        if (count == Long.MIN_VALUE) {
            throw new IOException("a block of %d items".formatted(count));
        }
        if (count < 0) {
            number(); // its length in bytes
        }
        return Math.abs(count);
    }

    /** Passes over a value. */
    void value(Schema schema) throws IOException {
        switch (schema.getType()) {
            case INT, LONG, ENUM -> number();
            case STRING, BYTES -> bytes(number());
            case UNION -> value(branch(schema));
            case RECORD -> record(schema);
            case ARRAY -> array(schema.getElementType());
            case MAP -> map(schema.getValueType());
            default -> bytes(size(schema));
        }
    }

    private static int size(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> 0;
            case BOOLEAN -> 1;
            case FLOAT -> Float.BYTES;
            case DOUBLE -> Double.BYTES;
            case FIXED -> schema.getFixedSize();
            default -> throw new IllegalArgumentException(schema + " has no size");
        };
    }

    private void record(Schema schema) throws IOException {
        for (Schema.Field field : schema.getFields()) {
            value(field.schema());
        }
    }

    private void array(Schema items) throws IOException {
        if (empty.contains(items)) {
            while (count() != 0) {} // However many they are, nothing of them is there.
            return;
        }
        for (long n = items(); n != 0; n = items()) {
            for (long i = 0; i < n; i++) {
                value(items);
            }
        }
    }

    private void map(Schema values) throws IOException {
        for (long n = items(); n != 0; n = items()) {
            for (long i = 0; i < n; i++) {
                bytes(number());
                value(values);
            }
        }
    }
}
