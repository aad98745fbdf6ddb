package dev.gregor.messaging.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.AvroJson;
import dev.gregor.json.InvalidFieldException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of the values of their columns. What a column means is said by the name of its schema, or by the subscriber; a field of the
 * class that cannot hold it is an error, as is a value that is none.
 *
 * @param type the class of the rows; its fields are named as the columns, or have them as aliases
 * @param said the types that the subscriber gives, which win
 */
record Rows<E extends SpecificRecord>(Class<E> type, Map<String, ColumnType> said) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A column of a row. */
    private record Column(String name, ColumnType type, boolean typed) {

        PermanentException isWrong(String why) {
            return new PermanentException("Column '%s' %s".formatted(name, why));
        }
    }

    /**
     * The row.
     *
     * @throws PermanentException if a value was not sent, or is none of the class
     */
    E read(JsonNode row, Map<String, ColumnType> types, boolean typed) {
        ObjectNode fields = JSON.objectNode();
        for (Schema.Field field : SpecificData.get().getSchema(type).getFields()) {
            name(field, row).ifPresent(name -> {
                ColumnType meant = said.getOrDefault(name, types.getOrDefault(name, ColumnType.PLAIN));
                Column column = new Column(name, meant, typed || said.containsKey(name));
                fields.set(field.name(), value(column, row.path(name), field.schema()));
            });
        }
        try {
            return AvroJson.read(type, fields);
        } catch (InvalidFieldException e) {
            throw new PermanentException("The row is no %s: %s".formatted(type.getSimpleName(), e.getMessage()), e);
        }
    }

    private static Optional<String> name(Schema.Field field, JsonNode row) {
        return Stream.concat(Stream.of(field.name()), field.aliases().stream())
                .filter(row::has)
                .findFirst();
    }

    private static JsonNode value(Column column, JsonNode value, Schema schema) {
        if (Placeholder.is(value)) {
            throw column.isWrong(
                    "has not changed, and its value was not sent: give the table REPLICA IDENTITY FULL, or leave it out of the class");
        }
        Schema target = ColumnType.Branch.of(schema);
        if (value.isNull()) {
            return value;
        }
        if (value.isArray() && target.getType() == Schema.Type.ARRAY) {
            ArrayNode items = JSON.arrayNode();
            value.forEach(each -> items.add(value(column, each, target.getElementType())));
            return items;
        }
        try {
            return converted(column, value, target);
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw column.isWrong(
                    "is %s, which is no %s: %s".formatted(value, column.type().name(), e.getMessage()));
        }
    }

    private static JsonNode converted(Column column, JsonNode value, Schema target) {
        if (Temporals.has(column.type())) {
            return temporal(column, value, target);
        }
        if (column.type().isDecimal()) {
            return decimal(column, unscaled(value), column.type().scale(), target);
        }
        if (column.type().name().equals("io.debezium.data.VariableScaleDecimal")) {
            return decimal(
                    column, unscaled(value.path("value")), value.path("scale").asInt(), target);
        }
        requireMeaning(column, value, target);
        return value;
    }

    /** A number is no time, and base64 no decimal, unless somebody says which. */
    private static void requireMeaning(Column column, JsonNode value, Schema target) {
        String wanted = logicalType(target);
        boolean unclear = wanted.equals("decimal") ? !column.typed() : isTime(wanted) && value.isNumber();
        if (unclear) {
            throw column.isWrong(
                    "is %s, and nothing says what that means as a %s: say so by column(\"%s\", ColumnType...), or let the converter write schemas"
                            .formatted(value, wanted, column.name()));
        }
    }

    private static boolean isTime(String logicalType) {
        return logicalType.contains("time") || logicalType.equals("date");
    }

    private static JsonNode temporal(Column column, JsonNode value, Schema target) {
        String wanted = logicalType(target);
        boolean text = wanted.isEmpty() && target.getType() == Schema.Type.STRING;
        Optional<String> infinity = Temporals.infinity(column.type(), value);
        if (infinity.isPresent() && !text) {
            throw column.isWrong("is %s, for which a %s has no value: let it be a string in the class"
                    .formatted(infinity.get(), wanted));
        }
        if (text) {
            return JSON.textNode(infinity.orElseGet(
                    () -> Temporals.read(column.type(), value).toString()));
        }
        return Temporals.text(Temporals.read(column.type(), value), wanted)
                .map(JSON::textNode)
                .orElseThrow(() ->
                        column.isWrong("is a %s, which %s does not hold: give its field a type for that, or string"
                                .formatted(column.type().name(), target)));
    }

    private static BigInteger unscaled(JsonNode value) {
        try {
            return new BigInteger(value.binaryValue());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("it is no number in base64", e);
        }
    }

    private static JsonNode decimal(Column column, BigInteger unscaled, int scale, Schema target) {
        String wanted = logicalType(target);
        if (!wanted.endsWith("decimal") && target.getType() != Schema.Type.STRING) {
            throw column.isWrong("is a decimal number, which %s does not hold: give its field a decimal or string"
                    .formatted(target));
        }
        return JSON.textNode(new BigDecimal(unscaled, scale).toPlainString());
    }

    private static String logicalType(Schema target) {
        @Nullable LogicalType logical = target.getLogicalType();
        return logical == null ? "" : logical.getName();
    }
}
