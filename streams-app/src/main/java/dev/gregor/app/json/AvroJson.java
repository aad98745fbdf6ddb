package dev.gregor.app.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Plain JSON for Avro records: a record is an object, a union is the value of its branch.
 *
 * <ul>
 *   <li>{@code bytes} and {@code fixed} are base64 (RFC 4648, 4), enums are their symbols.
 *   <li>Dates, times and timestamps are ISO-8601, uuids are text, decimals are strings such as {@code "12.50"}. Another
 *       logical type looks like the type that it annotates.
 *   <li>A {@code long} is written as a number, always. Readers that keep numbers as doubles lose what is beyond
 *       2<sup>53</sup>; to send one exactly they may write it as a string of digits.
 *   <li>{@code NaN} and the infinities are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 *   <li>In a union of several types the first that fits is read, in the order of the schema, but a number for a JSON
 *       number before a string of digits. Records are told apart by their fields.
 * </ul>
 *
 * <p>What this writes, this reads back to an equal record, save for unions of types that look alike in JSON.
 */
public final class AvroJson {

    private AvroJson() {}

    /**
     * Reads a record strictly: nothing is ignored, rounded or cut off. A field with a default may be left out; any
     * other must be there, also one that may be null.
     *
     * @throws InvalidFieldException if the JSON is not such a record; names the first field that is wrong
     */
    public static <T extends SpecificRecord> T read(Class<T> type, JsonNode json) {
        return JsonReader.of(type).read(type, json);
    }

    /** Writes all fields of a specific or a generic record, in the order of its schema, nulls and defaults too. */
    public static ObjectNode write(IndexedRecord record) {
        return JsonWriter.of(record).record(record);
    }
}
