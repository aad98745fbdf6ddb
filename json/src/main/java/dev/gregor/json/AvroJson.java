package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Plain JSON for Avro records: a record is an object, a union is the value of its branch.
 *
 * <ul>
 *   <li>{@code bytes} and {@code fixed} are base64 (RFC 4648, 4, with padding), enums are the symbols of the schema.
 *   <li>Dates, times and timestamps are ISO-8601, uuids are text, decimals are strings such as {@code "12.50"}. Another
 *       logical type looks like the type that it annotates.
 *   <li>A {@code long} is written as a number, always. Readers that keep numbers as doubles lose what is beyond
 *       2<sup>53</sup>; to send one exactly they may write it as a string of digits.
 *   <li>A {@code float} or {@code double} is written with the fewest digits that tell it, and read if these have the value
 *       that was sent; a zero may have a minus. A double is also read from up to 17 digits to which it was rounded.
 *   <li>{@code NaN} and the infinities are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 *   <li>In a union of several types one that is written exactly as the JSON is comes before one that has the same value,
 *       and a number for a JSON number before a string of digits; then the order of the schema counts. Records are told
 *       apart by their fields; if fields are left out that would tell, none is read.
 * </ul>
 *
 * <p>What this reads is written with the same values, or refused. What this writes, this reads back to an equal record, save
 * for unions of types that look alike in JSON.
 */
public final class AvroJson {

    private AvroJson() {}

    /**
     * Reads a record strictly: nothing is ignored, rounded or cut off, and what is read is written with the same values. A
     * field with a default may be left out; any other must be there, also one that may be null.
     *
     * @throws InvalidFieldException if the JSON is not such a record, or one that the class does not keep; names the fields
     *     that are wrong, up to ten
     * @throws dev.gregor.failure.PermanentException if the class keeps no record of its own schema
     */
    public static <T extends SpecificRecord> T read(Class<T> type, JsonNode json) {
        RoundTrip records = RoundTrip.of(type);
        return records.make(type, JsonReader.read(records.schema(), json));
    }

    /**
     * Reads a record as {@link #read(Class, JsonNode)} does, but leaves out fields that the class does not have: what a newer version wrote
     * is read as an older one knows it. A union of several records that are told apart by such fields is not read.
     *
     * @throws InvalidFieldException if the JSON is not such a record, or one that the class does not keep
     */
    public static <T extends SpecificRecord> T readKnown(Class<T> type, JsonNode json) {
        RoundTrip records = RoundTrip.of(type);
        return records.make(type, JsonReader.readKnown(records.schema(), json));
    }

    /**
     * Reads a record of a schema that no class needs to have, as {@link #read(Class, JsonNode)} does.
     *
     * @return the record with raw values, before any conversion of logical types
     * @throws InvalidFieldException if the JSON is not such a record; names the fields that are wrong, up to ten
     */
    public static GenericRecord read(Schema schema, JsonNode json) {
        return JsonReader.read(schema, json);
    }

    /**
     * Writes all fields of a specific or a generic record, in the order of its schema, nulls and defaults too.
     *
     * @throws IllegalStateException if it is nested deeper than 500 levels, or has a decimal of 100,000 zeros
     */
    public static ObjectNode write(IndexedRecord record) {
        return JsonWriter.of(record).record(record);
    }
}
