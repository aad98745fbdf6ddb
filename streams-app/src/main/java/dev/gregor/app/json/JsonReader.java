package dev.gregor.app.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes Avro values of JSON, as the generated classes of one data model want them. */
final class JsonReader {

    private static final ClassValue<JsonReader> READERS = new ClassValue<>() {
        @Override
        protected JsonReader computeValue(Class<?> type) {
            return new JsonReader(type);
        }
    };

    private final SpecificData model;
    private final Scalars scalars;
    private final UnionBranches branches;

    /** Looks classes up beside the given one, which may come from a class loader of its own. */
    private JsonReader(Class<?> type) {
        model = new SpecificData(type.getClassLoader());
        SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
        scalars = new Scalars(model);
        branches = new UnionBranches(scalars);
    }

    static JsonReader of(Class<?> type) {
        return READERS.get(type);
    }

    <T extends SpecificRecord> T read(Class<T> type, JsonNode json) {
        return type.cast(record(model.getSchema(type), json, FieldPath.ROOT));
    }

    private @Nullable Object read(Schema schema, JsonNode json, FieldPath path) {
        return switch (schema.getType()) {
            case UNION -> union(schema, json, path);
            case NULL -> nothing(schema, json, path);
            case RECORD -> converted(schema, record(schema, json, path));
            case ARRAY -> converted(schema, array(schema, json, path));
            case MAP -> converted(schema, map(schema, json, path));
            default -> converted(schema, scalar(schema, json, path));
        };
    }

    private IndexedRecord record(Schema schema, JsonNode json, FieldPath path) {
        require(json.isObject(), schema, json, path);
        rejectUnknownFields(schema, json, path);
        IndexedRecord record = (IndexedRecord) model.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), field(field, json.get(field.name()), path.key(field.name())));
        }
        return record;
    }

    private @Nullable Object field(Schema.Field field, @Nullable JsonNode json, FieldPath path) {
        if (json != null) {
            return read(field.schema(), json, path);
        }
        if (field.hasDefaultValue()) {
            return model.deepCopy(field.schema(), model.getDefaultValue(field));
        }
        throw InvalidFieldException.missing(path, Expected.of(field.schema()));
    }

    private static void rejectUnknownFields(Schema schema, JsonNode json, FieldPath path) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (schema.getField(entry.getKey()) == null) {
                throw InvalidFieldException.unknown(
                        path.key(entry.getKey()), entry.getValue(), Expected.fieldOf(schema));
            }
        }
    }

    private List<@Nullable Object> array(Schema schema, JsonNode json, FieldPath path) {
        require(json.isArray(), schema, json, path);
        List<@Nullable Object> items = new ArrayList<>(json.size());
        for (JsonNode item : json) {
            items.add(read(schema.getElementType(), item, path.index(items.size())));
        }
        return items;
    }

    private Map<String, @Nullable Object> map(Schema schema, JsonNode json, FieldPath path) {
        require(json.isObject(), schema, json, path);
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            entries.put(entry.getKey(), read(schema.getValueType(), entry.getValue(), path.key(entry.getKey())));
        }
        return entries;
    }

    private @Nullable Object union(Schema schema, JsonNode json, FieldPath path) {
        Schema branch = branches.choose(schema, json)
                .orElseThrow(() -> InvalidFieldException.wrong(path, json, Expected.of(schema)));
        return read(branch, json, path);
    }

    private Object scalar(Schema schema, JsonNode json, FieldPath path) {
        return scalars.read(schema, json)
                .orElseThrow(() -> InvalidFieldException.wrong(path, json, Expected.of(schema)));
    }

    private static @Nullable Object nothing(Schema schema, JsonNode json, FieldPath path) {
        require(json.isNull(), schema, json, path);
        return null;
    }

    private Object converted(Schema schema, Object raw) {
        Conversion<?> conversion = model.getConversionFor(schema.getLogicalType());
        return conversion == null
                ? raw
                : Conversions.convertToLogicalType(raw, schema, schema.getLogicalType(), conversion);
    }

    private static void require(boolean holds, Schema schema, JsonNode json, FieldPath path) {
        if (!holds) {
            throw InvalidFieldException.wrong(path, json, Expected.of(schema));
        }
    }
}
