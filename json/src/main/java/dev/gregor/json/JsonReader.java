package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Makes generic Avro values of JSON, with raw values for logical types, and gathers what is wrong. */
final class JsonReader {

    private static final GenericData RAW = new GenericData();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<FieldError> errors = new ArrayList<>();

    private final boolean ignoresUnknownFields;

    private JsonReader(boolean ignoresUnknownFields) {
        this.ignoresUnknownFields = ignoresUnknownFields;
    }

    static GenericRecord read(Schema schema, JsonNode json) {
        return new JsonReader(false).root(schema, json);
    }

    /** Leaves out fields that the schema does not have. */
    static GenericRecord readKnown(Schema schema, JsonNode json) {
        return new JsonReader(true).root(schema, json);
    }

    private GenericRecord root(Schema schema, JsonNode json) {
        Object record = read(schema, json, FieldPath.ROOT);
        if (record == null || !errors.isEmpty()) {
            throw new InvalidFieldException(errors);
        }
        return (GenericRecord) record;
    }

    /** Null also if something is wrong, which is gathered. */
    private @Nullable Object read(Schema schema, JsonNode json, FieldPath path) {
        return switch (schema.getType()) {
            case UNION -> union(schema, json, path);
            case NULL -> json.isNull() ? null : wrong(schema, json, path);
            case RECORD -> json.isObject() ? record(schema, json, path) : wrong(schema, json, path);
            case ARRAY -> json.isArray() ? array(schema, json, path) : wrong(schema, json, path);
            case MAP -> json.isObject() ? map(schema, json, path) : wrong(schema, json, path);
            default -> Scalars.read(schema, json).orElseGet(() -> wrong(schema, json, path));
        };
    }

    private GenericRecord record(Schema schema, JsonNode json, FieldPath path) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), field(field, json.get(field.name()), path.key(field.name())));
        }
        gatherUnknownFields(schema, json, path);
        return record;
    }

    private @Nullable Object field(Schema.Field field, @Nullable JsonNode json, FieldPath path) {
        if (json != null) {
            return read(field.schema(), json, path);
        }
        if (field.hasDefaultValue()) {
            return RAW.deepCopy(field.schema(), RAW.getDefaultValue(field));
        }
        gather(FieldError.missing(path, Expected.of(field.schema())));
        return null;
    }

    private void gatherUnknownFields(Schema schema, JsonNode json, FieldPath path) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String name = entry.getKey();
            if (schema.getField(name) == null && !ignoresUnknownFields) {
                gather(FieldError.unknown(path.key(name), entry.getValue(), Expected.fieldOf(schema, name)));
            }
        }
    }

    private List<@Nullable Object> array(Schema schema, JsonNode json, FieldPath path) {
        List<@Nullable Object> items = new ArrayList<>(json.size());
        for (JsonNode item : json) {
            items.add(read(schema.getElementType(), item, path.index(items.size())));
        }
        return items;
    }

    private Map<String, @Nullable Object> map(Schema schema, JsonNode json, FieldPath path) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String key = entry.getKey();
            if (!Scalars.isUnicode(key)) {
                gather(FieldError.unknown(path.key(key), entry.getValue(), "a key without half a surrogate pair"));
            }
            entries.put(key, read(schema.getValueType(), entry.getValue(), path.key(key)));
        }
        return entries;
    }

    private @Nullable Object union(Schema union, JsonNode json, FieldPath path) {
        Optional<Schema> chosen = UnionBranches.choose(union, json);
        if (chosen.isEmpty()) {
            return gather(FieldError.wrong(path, json, Expected.of(union, UnionBranches.fitting(union, json))));
        }
        Schema branch = chosen.get();
        int before = errors.size();
        Object value = read(branch, json, path);
        if (value == null || errors.size() > before) {
            return value;
        }
        return comesOutAs(union, branch, value)
                ? value
                : gather(FieldError.wrong(path, json, "all fields of " + branch.getFullName()));
    }

    /** Whether what is written of a branch, with the defaults of what was left out, is read as the same branch. */
    private static boolean comesOutAs(Schema union, Schema branch, Object value) {
        return switch (branch.getType()) {
            case RECORD ->
                UnionBranches.choose(union, outline((IndexedRecord) value))
                        .filter(branch::equals)
                        .isPresent();
            default -> true;
        };
    }

    /** The JSON of a record without what is within its fields. */
    private static ObjectNode outline(IndexedRecord record) {
        ObjectNode outline = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            outline.set(field.name(), outline(field.schema(), record.get(field.pos())));
        }
        return outline;
    }

    private static JsonNode outline(Schema schema, @Nullable Object value) {
        return switch (schema.getType()) {
            case UNION -> outline(schema.getTypes().get(RAW.resolveUnion(schema, value)), value);
            case RECORD, MAP -> JSON.objectNode();
            case ARRAY -> new ArrayNode(JSON);
            default -> JsonWriter.GENERIC.write(schema, value);
        };
    }

    private @Nullable Object wrong(Schema schema, JsonNode json, FieldPath path) {
        return gather(FieldError.wrong(path, json, Expected.of(schema, json)));
    }

    private @Nullable Object gather(FieldError error) {
        errors.add(error);
        if (errors.size() == InvalidFieldException.MAX_ERRORS) {
            throw new InvalidFieldException(errors);
        }
        return null;
    }
}
