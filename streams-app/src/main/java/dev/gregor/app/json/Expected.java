package dev.gregor.app.json;

import static java.util.stream.Collectors.joining;

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

    /** For a field that the record does not have. */
    static String fieldOf(Schema record) {
        return switch (record.getFields().size()) {
            case 0 -> "no fields";
            case 1 -> names(record);
            default -> "one of " + names(record);
        };
    }

    private static String plain(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> "a string";
            case BOOLEAN -> "true or false";
            case INT, LONG, FLOAT, DOUBLE -> number(schema);
            case ENUM -> "one of " + String.join(", ", schema.getEnumSymbols());
            case BYTES -> "a base64 string";
            case FIXED -> "a base64 string of " + schema.getFixedSize() + " bytes";
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
