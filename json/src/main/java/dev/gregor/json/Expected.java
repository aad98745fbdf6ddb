package dev.gregor.json;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What would be right for a schema, in words that follow "expected". */
final class Expected {

    private Expected() {}

    static String of(Schema schema) {
        LogicalText<?> logical = LogicalText.of(schema);
        return logical == null ? plain(schema) : logical.expected() + digits(schema);
    }

    /** For a value; also what to do about one that looks right and is not. */
    static String of(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case STRING ->
                of(schema)
                        + (LogicalText.of(schema) == null && json.isTextual() ? " without half a surrogate pair" : "");
            case FLOAT -> of(schema) + nearest(json, json.floatValue());
            case DOUBLE -> of(schema) + nearest(json, json.doubleValue());
            default -> of(schema);
        };
    }

    private static String nearest(JsonNode json, Number nearest) {
        return json.isNumber() && Double.isFinite(nearest.doubleValue())
                ? " that is kept as it is; the nearest is " + nearest
                : "";
    }

    /** For a union whose branches the JSON does not tell apart, if there are any that it fits. */
    static String of(Schema union, List<Schema> fitting) {
        return fitting.isEmpty()
                ? of(union)
                : "all fields, as without those left out it may be "
                        + fitting.stream().map(Schema::getFullName).collect(joining(" or "));
    }

    /** For a field that the record does not have. */
    static String fieldOf(Schema record, String name) {
        List<String> known = record.getFields().stream().map(Schema.Field::name).toList();
        String meant = NearestName.of(name, known)
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
        return switch (known.size()) {
            case 0 -> "no fields";
            case 1 -> names(record);
            default -> "one of " + names(record) + meant;
        };
    }

    private static String plain(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> "a string";
            case BOOLEAN -> "true or false";
            case INT, LONG, FLOAT, DOUBLE -> number(schema);
            case ENUM -> "one of " + String.join(", ", schema.getEnumSymbols());
            case BYTES -> "a base64 string with padding";
            case FIXED -> "a base64 string with padding, of " + schema.getFixedSize() + " bytes";
            case ARRAY -> "an array";
            case MAP -> "an object";
            default -> composed(schema);
        };
    }

    private static String number(Schema schema) {
        return switch (schema.getType()) {
            case INT -> "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
            case LONG -> "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
            case FLOAT -> "a number from " + -Float.MAX_VALUE + " to " + Float.MAX_VALUE;
            default -> "a number from " + -Double.MAX_VALUE + " to " + Double.MAX_VALUE;
        };
    }

    private static String composed(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> schema.getFields().isEmpty() ? "an empty object" : "an object with " + names(schema);
            case UNION -> nullLast(schema.getTypes()).map(Expected::of).collect(joining(" or "));
            default -> "null";
        };
    }

    private static Stream<Schema> nullLast(List<Schema> branches) {
        return branches.stream().sorted(Comparator.comparing(branch -> branch.getType() == Schema.Type.NULL));
    }

    private static String names(Schema record) {
        return record.getFields().stream().map(Schema.Field::name).collect(joining(", "));
    }

    private static String digits(Schema schema) {
        return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                ? " of at most " + decimal.getPrecision() + " digits, " + decimal.getScale()
                        + " of them after the point"
                : "";
    }
}
