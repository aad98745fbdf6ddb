package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.apache.avro.Schema;

/**
 * A sealed value as it is written: a prefix, then the name of the field with the subject's id (2 bytes for its length, big-endian)
 * and what was sealed; in a string the latter two as base64url.
 *
 * @param subjectField the field with the subject's id, by the name that it had
 * @param sealed what {@link FieldSeal} made
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SealedText(String subjectField, byte[] sealed) {

    private static final byte[] PREFIX = "gregor:sealed:1:".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    /** Whether a value begins as a sealed one does. */
    static boolean isAt(byte[] bytes, int start, int end) {
        return end - start >= PREFIX.length
                && Arrays.equals(bytes, start, start + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /** The value at this place, which begins as a sealed one does; one that nobody can have sealed, if the rest is nonsense. */
    static SealedText read(Schema.Type type, byte[] bytes, int start, int end) {
        try {
            byte[] rest = Arrays.copyOfRange(bytes, start + PREFIX.length, end);
            ByteBuffer read = ByteBuffer.wrap(
                    type == Schema.Type.STRING ? Base64.getUrlDecoder().decode(rest) : rest);
            byte[] name = new byte[read.getShort() & 0xFFFF];
            read.get(name);
            byte[] sealed = new byte[read.remaining()];
            read.get(sealed);
            return new SealedText(new String(name, UTF_8), sealed);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return new SealedText("", NOTHING);
        }
    }

    /** The value of a field of type string or bytes. */
    byte[] value(Schema.Type type) {
        byte[] name = subjectField.getBytes(UTF_8);
        byte[] all = ByteBuffer.allocate(Short.BYTES + name.length + sealed.length)
                .putShort((short) name.length)
                .put(name)
                .put(sealed)
                .array();
        byte[] rest = type == Schema.Type.STRING
                ? Base64.getUrlEncoder().withoutPadding().encode(all)
                : all;
        return ByteBuffer.allocate(PREFIX.length + rest.length)
                .put(PREFIX)
                .put(rest)
                .array();
    }
}
