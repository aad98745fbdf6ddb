package dev.gregor.avro.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Conversion;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The schema that a generated class is read with: without the logical types that its fields do not have in Java. Avro
 * converts these in unions, arrays and maps all the same; a class made without {@code enableDecimalLogicalType} has decimals
 * as bytes, but names the conversion to {@code BigDecimal}.
 */
public final class ClassSchema {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SpecificData model;
    private boolean changed;

    private ClassSchema(SpecificData model) {
        this.model = model;
    }

    /** What to read objects of the class with, with the conversions of the model. */
    public static Schema of(Class<? extends SpecificRecord> type, SpecificData model) {
        Schema schema = model.getSchema(type);
        JsonNode json = json(schema);
        ClassSchema read = new ClassSchema(model);
        read.change(json, schema, Object.class.getName());
        return read.changed ? parse(json) : schema;
    }

    /** Takes logical types out of the JSON of a schema, whose value has this type in Java. */
    private void change(JsonNode json, Schema schema, String javaType) {
        if (json.isTextual()) {
            return; // A primitive type, or a type that was named before.
        }
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> change(fieldType(json, field), schema, field));
            case ARRAY -> change(json.path("items"), schema.getElementType(), javaType);
            case MAP -> change(json.path("values"), schema.getValueType(), javaType);
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                for (int i = 0; i < branches.size(); i++) {
                    change(json.path(i), branches.get(i), javaType);
                }
            }
            default -> changeLeaf((ObjectNode) json, schema, javaType);
        }
    }

    private static JsonNode fieldType(JsonNode record, Schema.Field field) {
        return record.path("fields").path(field.pos()).path("type");
    }

    private void change(JsonNode json, Schema record, Schema.Field field) {
        change(json, field.schema(), javaType(record, field.name()));
    }

    private void changeLeaf(ObjectNode json, Schema schema, String javaType) {
        Conversion<?> conversion = model.getConversionFor(schema.getLogicalType());
        boolean same = conversion == null
                || javaType.contains(conversion.getConvertedType().getName())
                || javaType.contains(Object.class.getName());
        if (!same) {
            json.remove("logicalType");
            changed = true;
        }
    }

    /** The type of the field in Java as source has it; {@code Object} if there is none of this name. */
    private String javaType(Schema record, String field) {
        @Nullable Class<?> type = model.getClass(record);
        return Stream.of(field, field + '$')
                .map(name -> type == null ? null : declared(type, name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Object.class.getName());
    }

    private static @Nullable String declared(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name).getGenericType().getTypeName();
        } catch (NoSuchFieldException e) {
            return null;
        }
    }

    private static JsonNode json(Schema schema) {
        try {
            return JSON.readTree(schema.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A schema has no JSON: " + schema.getFullName(), e);
        }
    }

    private static Schema parse(JsonNode json) {
        return new Schema.Parser(NameValidator.NO_VALIDATION)
                .setValidateDefaults(false)
                .parse(json.toString());
    }
}
