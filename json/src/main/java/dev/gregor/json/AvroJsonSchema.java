package dev.gregor.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema (draft 2020-12, as in OpenAPI 3.1) of what {@link AvroJson} reads and writes.
 *
 * <p>Formats are those of the OpenAPI format registry, docs become descriptions, defaults are in plain JSON. A field is
 * required unless it has a default. For the sake of plain clients the schemas name a {@code long} an integer and a
 * {@code double} a number, without the strings that stand for some of their values.
 */
public final class AvroJsonSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode definitions;
    private final String prefix;
    private final @Nullable Schema root;

    private AvroJsonSchema(ObjectNode definitions, String prefix, @Nullable Schema root) {
        this.definitions = definitions;
        this.prefix = prefix;
        this.root = root;
    }

    /** A schema that stands alone: further records are in its {@code $defs}, under their full names. */
    public static ObjectNode of(Schema schema) {
        ObjectNode definitions = JSON.objectNode();
        AvroJsonSchema types = new AvroJsonSchema(definitions, "#/$defs/", schema);
        ObjectNode type = schema.getType() == Schema.Type.RECORD ? types.record(schema) : types.type(schema);
        return definitions.isEmpty() ? type : type.set("$defs", definitions);
    }

    /**
     * A schema in an OpenAPI document. Adds each record in it to {@code components} (the object at
     * {@code #/components/schemas}) under its full name, unless that is there already, and refers to it.
     */
    public static ObjectNode into(ObjectNode components, Schema schema) {
        return new AvroJsonSchema(components, "#/components/schemas/", null).type(schema);
    }

    private ObjectNode type(Schema schema) {
        LogicalText<?> logical = LogicalText.of(schema);
        if (logical != null) {
            return simple("string", logical.format());
        }
        return switch (schema.getType()) {
            case RECORD -> reference(schema);
            case UNION -> union(schema.getTypes());
            case ARRAY -> simple("array", null).set("items", type(schema.getElementType()));
            case MAP -> simple("object", null).set("additionalProperties", type(schema.getValueType()));
            case ENUM -> enumeration(schema);
            default -> primitive(schema);
        };
    }

    private static ObjectNode primitive(Schema schema) {
        return switch (schema.getType()) {
            case INT -> simple("integer", "int32");
            case LONG -> simple("integer", "int64");
            case FLOAT -> simple("number", "float");
            case DOUBLE -> simple("number", "double");
            case BYTES, FIXED -> simple("string", "byte").put("contentEncoding", "base64");
            default -> simple(schema.getName(), null);
        };
    }

    private static ObjectNode simple(String type, @Nullable String format) {
        ObjectNode node = JSON.objectNode().put("type", type);
        return format == null ? node : node.put("format", format);
    }

    private ObjectNode reference(Schema record) {
        String name = record.getFullName();
        if (root != null && name.equals(root.getFullName())) {
            return JSON.objectNode().put("$ref", "#");
        }
        if (!definitions.has(name)) {
            definitions.putNull(name); // Found again by a record that contains itself.
            definitions.set(name, record(record));
        }
        return JSON.objectNode().put("$ref", prefix + name);
    }

    private ObjectNode record(Schema record) {
        ObjectNode node = described(simple("object", null), record.getDoc());
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Schema.Field field : record.getFields()) {
            properties.set(field.name(), field(field));
            if (!field.hasDefaultValue()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        return node.put("additionalProperties", false);
    }

    private ObjectNode field(Schema.Field field) {
        ObjectNode node = described(type(field.schema()), field.doc());
        if (field.hasDefaultValue()) {
            Object value = JsonWriter.GENERIC.model().getDefaultValue(field);
            node.set("default", JsonWriter.GENERIC.write(field.schema(), value));
        }
        return node;
    }

    private ObjectNode union(List<Schema> branches) {
        List<ObjectNode> types = branches.stream().map(this::type).toList();
        if (types.size() == 1) {
            return types.get(0);
        }
        return types.size() == 2 && branches.contains(Schema.create(Schema.Type.NULL))
                ? nullable(types, branches.get(0).getType() == Schema.Type.NULL ? types.get(1) : types.get(0))
                : anyOf(types);
    }

    private static ObjectNode nullable(List<ObjectNode> types, ObjectNode type) {
        if (!type.has("type") || type.has("enum")) {
            return anyOf(types);
        }
        String name = type.path("type").asText();
        return type.set("type", JSON.arrayNode().add(name).add("null"));
    }

    private static ObjectNode anyOf(List<ObjectNode> types) {
        return JSON.objectNode().set("anyOf", JSON.arrayNode().addAll(types));
    }

    private static ObjectNode enumeration(Schema schema) {
        ObjectNode node = described(simple("string", null), schema.getDoc());
        schema.getEnumSymbols().forEach(node.putArray("enum")::add);
        return node;
    }

    private static ObjectNode described(ObjectNode node, @Nullable String doc) {
        return doc == null ? node : node.put("description", doc);
    }
}
