package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a sealed value belongs: a field of a record, within the record that is written. At another place it does not open. Two are equal
 * if they consist of the same.
 */
public final class Place {

    private final String name;
    private final byte[] bytes;
    private final int hash;

    /**
     * A place by the names of the schema that is written with.
     *
     * @param root the record that is written
     * @param record the record in it that has the field, or the same
     * @param subjectField the field with the subject's id
     */
    Place(String root, String record, String field, String subjectField) {
        this.name = record + '.' + field;
        this.bytes = String.join("\0", root, record, field, subjectField, "").getBytes(UTF_8);
        this.hash = Arrays.hashCode(bytes);
    }

    /** All that it consists of; no two places have the same, nor one that another begins with. Leave the array as it is. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place that && hash == that.hash && Arrays.equals(bytes, that.bytes);
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
