package dev.gregor.messaging.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a column mean, by the name of their schema in Kafka Connect.
 *
 * @param name such as {@code io.debezium.time.MicroTimestamp}; empty if the values mean nothing but themselves
 * @param scale of decimals
 */
public record ColumnType(String name, int scale) {

    static final ColumnType PLAIN = of("");
    private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

    /** Returns the type of this name. */
    public static ColumnType of(String schemaName) {
        return new ColumnType(schemaName, 0);
    }

    /** Returns the type of numbers with so many digits behind the point, in base64 as Kafka Connect writes them in JSON. */
    public static ColumnType decimal(int scale) {
        return new ColumnType(DECIMAL, scale);
    }

    boolean isDecimal() {
        return name.equals(DECIMAL);
    }

    /** Those of the fields of a struct, in JSON of Kafka Connect. */
    static Map<String, ColumnType> of(JsonNode struct) {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        struct.path("fields").forEach(field -> types.put(field.path("field").asText(), ofField(field)));
        return types;
    }

    private static ColumnType ofField(JsonNode field) {
        JsonNode schema = field.has("items") ? field.path("items") : field;
        return new ColumnType(
                schema.path("name").asText(""),
                schema.path("parameters").path("scale").asInt(0));
    }

    /** Those of the fields of an Avro record, as converters of Kafka Connect make them. */
    static Map<String, ColumnType> of(Schema struct) {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        struct.getFields().forEach(field -> types.put(field.name(), ofValue(Branch.of(field.schema()))));
        return types;
    }

    /** What Avro itself has a type for is text once it is JSON. */
    private static ColumnType ofValue(Schema schema) {
        Schema value = schema.getType() == Schema.Type.ARRAY ? Branch.of(schema.getElementType()) : schema;
        Object name = value.getObjectProp("connect.name");
        return name == null || value.getLogicalType() != null ? PLAIN : of(name.toString());
    }

    /** The one branch of a union with null. */
    static final class Branch {

        private Branch() {}

        static Schema of(Schema schema) {
            @Nullable Schema found = null;
            if (schema.getType() == Schema.Type.UNION && schema.getTypes().size() == 2) {
                for (Schema each : schema.getTypes()) {
                    found = each.getType() == Schema.Type.NULL ? found : each;
                }
            }
            return found == null ? schema : found;
        }
    }
}
