package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Makes JSON of Avro values, whether their logical types were converted or not. */
record JsonWriter(GenericData model) {

    /** For generic records, whose reader may have converted logical types or left them raw. */
    static final JsonWriter GENERIC = new JsonWriter(generic());

    /** How many objects and arrays may be within each other; some more than are read, as states put values together. */
    static final int MAX_DEPTH = 500;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static JsonWriter of(IndexedRecord record) {
        return record instanceof SpecificRecordBase specific ? new JsonWriter(specific.getSpecificData()) : GENERIC;
    }

    private static GenericData generic() {
        GenericData model = new GenericData();
        LogicalText.conversions().forEach(model::addLogicalTypeConversion);
        return model;
    }

    ObjectNode record(IndexedRecord record) {
        return record(record, 1);
    }

    JsonNode write(Schema schema, @Nullable Object datum) {
        return write(schema, datum, 0);
    }

    private ObjectNode record(IndexedRecord record, int depth) {
        ObjectNode object = JSON.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            object.set(field.name(), write(field.schema(), record.get(field.pos()), depth));
        }
        return object;
    }

    private JsonNode write(Schema schema, @Nullable Object datum, int depth) {
        if (schema.getType() == Schema.Type.UNION) {
            return write(schema.getTypes().get(model.resolveUnion(schema, datum)), datum, depth);
        }
        return datum == null ? JSON.nullNode() : logical(schema, datum, depth);
    }

    private JsonNode logical(Schema schema, Object datum, int depth) {
        LogicalText<?> text = LogicalText.of(schema);
        if (text == null) {
            return raw(schema, raw(datum, schema), depth);
        }
        return JSON.textNode(text.print(text.isValue(datum) ? datum : raw(datum, schema), schema));
    }

    private Object raw(Object datum, Schema schema) {
        Conversion<?> conversion = schema.getLogicalType() == null
                ? null
                : model.getConversionByClass(datum.getClass(), schema.getLogicalType());
        return conversion == null
                ? datum
                : Conversions.convertToRawType(datum, schema, schema.getLogicalType(), conversion);
    }

    private JsonNode raw(Schema schema, Object datum, int depth) {
        return switch (schema.getType()) {
            case RECORD -> record((IndexedRecord) datum, deeper(depth));
            case ARRAY -> array(schema, (Collection<?>) datum, deeper(depth));
            case MAP -> map(schema, (Map<?, ?>) datum, deeper(depth));
            case BYTES -> base64(((ByteBuffer) datum).duplicate());
            case FIXED -> base64(ByteBuffer.wrap(((GenericFixed) datum).bytes()));
            case BOOLEAN -> JSON.booleanNode((Boolean) datum);
            case INT, LONG, FLOAT, DOUBLE -> number((Number) datum);
            case ENUM -> JSON.textNode(symbol(schema, datum));
            default -> JSON.textNode(datum.toString());
        };
    }

    private static int deeper(int depth) {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("it is nested deeper than " + MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private ArrayNode array(Schema schema, Collection<?> items, int depth) {
        ArrayNode array = JSON.arrayNode(items.size());
        for (Object item : items) {
            array.add(write(schema.getElementType(), item, depth));
        }
        return array;
    }

    private ObjectNode map(Schema schema, Map<?, ?> entries, int depth) {
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            object.set(entry.getKey().toString(), write(schema.getValueType(), entry.getValue(), depth));
        }
        return object;
    }

    private static JsonNode base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return JSON.textNode(Base64.getEncoder().encodeToString(copy));
    }

    /** Constants in Java are named otherwise if the symbol is a word of Java; their order is the schema's. */
    @SuppressWarnings("EnumOrdinal") // Avro writes it by the same.
    private static String symbol(Schema schema, Object datum) {
        return datum instanceof Enum<?> constant ? schema.getEnumSymbols().get(constant.ordinal()) : datum.toString();
    }

    private static JsonNode number(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            return JSON.textNode(number.toString());
        }
        if (number instanceof Integer whole) {
            return JSON.numberNode(whole.intValue());
        }
        if (number instanceof Long whole) {
            return JSON.numberNode(whole.longValue());
        }
        return number instanceof Float single
                ? JSON.numberNode(single.floatValue())
                : JSON.numberNode(number.doubleValue());
    }
}
