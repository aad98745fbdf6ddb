package dev.gregor.app.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;

/** Reads JSON values without parts to raw Avro values, before any conversion of logical types. */
final class Scalars {

    static final Map<String, Double> NOT_FINITE =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);
    private static final Pattern LONG_DIGITS = Pattern.compile("-?[0-9]{1,19}");

    private final GenericData model;

    Scalars(GenericData model) {
        this.model = model;
    }

    /** Empty if the JSON does not fit. */
    Optional<Object> read(Schema schema, JsonNode json) {
        LogicalText<?> logical = LogicalText.of(schema);
        return logical == null
                ? primitive(schema, json)
                : text(json).flatMap(text -> logical.parse(text, schema)).map(raw -> owned(schema, raw));
    }

    private Optional<Object> primitive(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case BOOLEAN -> Optional.of(json).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
            case INT -> Optional.of(json).filter(Scalars::isInt).map(JsonNode::intValue);
            case LONG -> readLong(json);
            case FLOAT ->
                readDouble(json)
                        .map(Double::floatValue)
                        .filter(value -> inRange(value, json))
                        .map(Object.class::cast);
            case DOUBLE ->
                readDouble(json).filter(value -> inRange(value, json)).map(Object.class::cast);
            case ENUM -> text(json).filter(schema::hasEnumSymbol).map(symbol -> model.createEnum(symbol, schema));
            case BYTES -> bytes(json).map(ByteBuffer::wrap);
            case FIXED ->
                bytes(json)
                        .filter(bytes -> bytes.length == schema.getFixedSize())
                        .map(bytes -> model.createFixed(null, bytes, schema));
            default -> text(json).map(Object.class::cast);
        };
    }

    private static Optional<String> text(JsonNode json) {
        return Optional.ofNullable(json.textValue());
    }

    private static boolean isInt(JsonNode json) {
        return json.isIntegralNumber() && json.canConvertToInt();
    }

    private static Optional<Object> readLong(JsonNode json) {
        if (json.isIntegralNumber()) {
            return json.canConvertToLong() ? Optional.of(json.longValue()) : Optional.empty();
        }
        return text(json).filter(text -> LONG_DIGITS.matcher(text).matches()).flatMap(Scalars::parseLong);
    }

    private static Optional<Object> parseLong(String digits) {
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException beyondLong) {
            return Optional.empty();
        }
    }

    private static Optional<Double> readDouble(JsonNode json) {
        return json.isNumber() ? Optional.of(json.doubleValue()) : text(json).map(NOT_FINITE::get);
    }

    /** A JSON number is finite, so that an infinity means that it was too large. */
    private static boolean inRange(double value, JsonNode json) {
        return json.isTextual() || Double.isFinite(value);
    }

    private static Optional<byte[]> bytes(JsonNode json) {
        try {
            return text(json).map(Base64.getDecoder()::decode);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Object owned(Schema schema, Object raw) {
        return raw instanceof GenericFixed fixed ? model.createFixed(null, fixed.bytes(), schema) : raw;
    }
}
