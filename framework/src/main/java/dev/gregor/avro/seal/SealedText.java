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
    private static final int GROUP_BYTES = 3;
    private static final int GROUP_CHARACTERS = 4;

    /** Whether a value begins as a sealed one does. */
    static boolean isAt(byte[] bytes, int start, int end) {
        return end - start >= PREFIX.length
                && Arrays.equals(bytes, start, start + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /** What follows the prefix, before what was sealed. */
    static byte[] named(String subjectField) {
        byte[] name = subjectField.getBytes(UTF_8);
        return ByteBuffer.allocate(Short.BYTES + name.length)
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    /** Whether the value at this place, which begins as a sealed one does, has this after the prefix. */
    static boolean isNamed(byte[] named, Schema.Type type, byte[] bytes, int start, int end) {
        int length = type == Schema.Type.STRING
                ? (named.length + GROUP_BYTES - 1) / GROUP_BYTES * GROUP_CHARACTERS
                : named.length;
        int from = start + PREFIX.length;
        if (end - from < length) {
            return false;
        }
        try {
            byte[] found = raw(type, bytes, from, from + length);
            return found.length >= named.length && Arrays.equals(found, 0, named.length, named, 0, named.length);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The value at this place, which begins as a sealed one does; one that nobody can have sealed, if the rest is nonsense. */
    static SealedText read(Schema.Type type, byte[] bytes, int start, int end) {
        try {
            ByteBuffer read = ByteBuffer.wrap(raw(type, bytes, start + PREFIX.length, end));
            byte[] name = new byte[read.getShort() & 0xFFFF];
            read.get(name);
            byte[] sealed = new byte[read.remaining()];
            read.get(sealed);
            return new SealedText(new String(name, UTF_8), sealed);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return new SealedText("", NOTHING);
        }
    }

    private static byte[] raw(Schema.Type type, byte[] bytes, int start, int end) {
        byte[] rest = Arrays.copyOfRange(bytes, start, end);
        return type == Schema.Type.STRING ? Base64.getUrlDecoder().decode(rest) : rest;
    }

    /** The value of a field of type string or bytes. */
    static byte[] value(byte[] named, byte[] sealed, Schema.Type type) {
        byte[] all = Arrays.copyOf(named, named.length + sealed.length);
        System.arraycopy(sealed, 0, all, named.length, sealed.length);
        byte[] rest = type == Schema.Type.STRING
                ? Base64.getUrlEncoder().withoutPadding().encode(all)
                : all;
        byte[] value = Arrays.copyOf(PREFIX, PREFIX.length + rest.length);
        System.arraycopy(rest, 0, value, PREFIX.length, rest.length);
        return value;
    }
}
