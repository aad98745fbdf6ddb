package dev.gregor.messaging.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.AvroJson;
import dev.gregor.json.InvalidJsonException;
import dev.gregor.json.JsonText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * A struct of Kafka Connect, whichever converter has written it: JSON with its schema, JSON without, or Avro.
 *
 * @param values as JSON
 * @param types what the columns of one of its structs mean; none if there is no schema
 * @param typed whether there is a schema
 */
record Envelope(JsonNode values, Function<String, Map<String, ColumnType>> types, boolean typed) {

    /** A zero and the four bytes of an id, in the wire format of registries. */
    private static final int SCHEMA_ID = 5;

    /**
     * Reads a value or a key.
     *
     * @throws PermanentException if it is none of the forms
     */
    static Envelope read(AvroCodec codec, String topic, byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == '{') {
            return ofJson(json(bytes));
        }
        boolean framed = bytes.length > SCHEMA_ID && bytes[0] == 0;
        // No union of Avro begins so: it is JSON behind the id of a JSON Schema.
        if (framed && bytes[SCHEMA_ID] == '{') {
            return untyped(json(Arrays.copyOfRange(bytes, SCHEMA_ID, bytes.length)));
        }
        GenericRecord record = codec.decode(topic, bytes);
        return new Envelope(AvroJson.write(record), field -> ofField(record.getSchema(), field), true);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JsonText.read(bytes);
        } catch (InvalidJsonException e) {
            throw new PermanentException("It is no JSON: " + e.getMessage(), e);
        }
    }

    /** JSON of Kafka Connect, with its schema or without. */
    static Envelope ofJson(JsonNode json) {
        boolean typed = json.size() == 2 && json.has("schema") && json.has("payload");
        return typed
                ? new Envelope(json.path("payload"), field -> ofField(json.path("schema"), field), true)
                : untyped(json);
    }

    private static Envelope untyped(JsonNode values) {
        return new Envelope(values, field -> Map.of(), false);
    }

    private static Map<String, ColumnType> ofField(JsonNode schema, String name) {
        for (JsonNode field : schema.path("fields")) {
            if (field.path("field").asText().equals(name)) {
                return ColumnType.of(field);
            }
        }
        return Map.of();
    }

    private static Map<String, ColumnType> ofField(Schema schema, String name) {
        Schema.Field field = schema.getField(name);
        Schema struct = field == null ? schema : ColumnType.Branch.of(field.schema());
        return struct.getType() == Schema.Type.RECORD ? ColumnType.of(struct) : Map.of();
    }

    String text(String field) {
        return values.path(field).asText("");
    }

    /** The scalar values as text, in their order. */
    RowKey asKey() {
        Map<String, String> columns = new LinkedHashMap<>();
        values.properties()
                .forEach(each -> columns.put(each.getKey(), each.getValue().asText()));
        return new RowKey(columns);
    }
}
