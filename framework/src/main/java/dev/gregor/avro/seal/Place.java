package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where a sealed value belongs: a field of a record, within the record that is written. At another place it does not open. Two are equal
 * if they consist of the same.
 */
public final class Place {

    private final String name;
    private final byte[] named;
    private final Schema.Type type;
    private final byte[] bytes;
    private final int hash;

    /**
     * A place by the names of the schema that is written with.
     *
     * @param root the record that is written
     * @param record the record in it that has the field, or the same
     * @param subjectField the field with the subject's id
     * @param type of the field: string or bytes; a sealed value is the same in both, its text is not
     */
    Place(String root, String record, String field, String subjectField, Schema.Type type) {
        this.name = record + '.' + field;
        this.named = SealedText.named(subjectField);
        this.type = type;
        this.bytes = String.join("\0", root, record, field, subjectField, "").getBytes(UTF_8);
        this.hash = Arrays.hashCode(bytes);
    }

    /** All that a value is sealed for; no two places have the same, nor one that another begins with. Leave the array as it is. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether a text, which begins as a sealed one does, names the same field with the subject's id. */
    boolean isIn(byte[] record, int start, int end) {
        return SealedText.isNamed(named, type, record, start, end);
    }

    /** The text that the field has for a sealed value. */
    public byte[] text(byte[] sealed) {
        return SealedText.value(named, sealed, type);
    }

    /** The sealed value of such a text; one that nobody can have sealed, if the text is nonsense. */
    public byte[] sealed(byte[] record, int start, int end) {
        return SealedText.read(type, record, start, end).sealed();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Place that
                        && hash == that.hash
                        && type == that.type
                        && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The record and its field, for messages. */
    @Override
    public String toString() {
        return name;
    }
}
