package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Where a sealed value belongs: a field of a record, within the record that is written. At another place it does not open. */
public final class Place {

    private final String name;
    private final byte[] bytes;

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
    }

    /** All that it consists of; no two places have the same, nor one that another begins with. Leave the array as it is. */
    public byte[] bytes() {
        return bytes;
    }

    /** The record and its field, for messages. */
    @Override
    public String toString() {
        return name;
    }
}
