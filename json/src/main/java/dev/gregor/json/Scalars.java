package dev.gregor.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Reads JSON values without parts to raw Avro values, before any conversion of logical types. */
final class Scalars {

    static final Map<String, Double> NOT_FINITE =
            Map.of("NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);

    private static final Pattern LONG_DIGITS = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    /** This many digits distinguish a double from all others. */
    private static final int DOUBLE_DIGITS = 17;

    private Scalars() {}

    /** Empty if the JSON does not fit, or would not come out with the same value. */
    static Optional<Object> read(Schema schema, JsonNode json) {
        LogicalText<?> logical = LogicalText.of(schema);
        return logical == null ? primitive(schema, json) : text(json).flatMap(text -> logical.parse(text, schema));
    }

    private static Optional<Object> primitive(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case BOOLEAN -> Optional.of(json).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
            case INT -> Optional.of(json).filter(Scalars::isInt).map(JsonNode::intValue);
            case LONG -> readLong(json);
            case FLOAT -> readFloat(json);
            case DOUBLE -> readDouble(json);
            case ENUM ->
                text(json).filter(schema::hasEnumSymbol).map(symbol -> new GenericData.EnumSymbol(schema, symbol));
            case STRING -> text(json).filter(Scalars::isUnicode).map(Object.class::cast);
            default -> bytes(json).flatMap(bytes -> binary(schema, bytes));
        };
    }

    private static Optional<Object> binary(Schema schema, byte[] bytes) {
        if (schema.getType() == Schema.Type.BYTES) {
            return Optional.of(ByteBuffer.wrap(bytes));
        }
        return bytes.length == schema.getFixedSize()
                ? Optional.of(new GenericData.Fixed(schema, bytes))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode json) {
        return Optional.ofNullable(json.textValue());
    }

    /** Whether each surrogate has its other half: Avro keeps text as UTF-8, which has no code for one alone. */
    static boolean isUnicode(String text) {
        return UTF_8.newEncoder().canEncode(text);
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

    private static Optional<Double> notFinite(JsonNode json) {
        return text(json).map(NOT_FINITE::get);
    }

    /** Exact if the float that is written has the same value: 0.1 is, 0.123456789 is not. */
    private static Optional<Object> readFloat(JsonNode json) {
        if (!json.isNumber()) {
            return notFinite(json).map(Double::floatValue);
        }
        float nearest = json.isFloatingPointNumber() && !json.isBigDecimal()
                ? json.floatValue()
                : json.decimalValue().floatValue();
        boolean exact = Float.isFinite(nearest)
                && new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(json.decimalValue()) == 0;
        return exact ? Optional.of(nearest) : Optional.empty();
    }

    /**
     * Exact if rounding the double to as many digits gives the number that was sent. Every double that was printed is.
     */
    private static Optional<Object> readDouble(JsonNode json) {
        if (!json.isNumber()) {
            return notFinite(json).map(Object.class::cast);
        }
        double nearest = json.doubleValue();
        return Double.isFinite(nearest) && isExact(json.decimalValue(), nearest)
                ? Optional.of(nearest)
                : Optional.empty();
    }

    private static boolean isExact(BigDecimal sent, double nearest) {
        if (sent.signum() == 0 || nearest == 0) {
            return sent.signum() == 0;
        }
        int digits = sent.stripTrailingZeros().precision();
        return digits <= DOUBLE_DIGITS
                ? new BigDecimal(nearest)
                                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                                .compareTo(sent)
                        == 0
                : new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(sent) == 0;
    }

    /** Only the form in which bytes are written: with padding, without bits that mean nothing. */
    private static Optional<byte[]> bytes(JsonNode json) {
        try {
            return text(json)
                    .flatMap(text -> Optional.of(Base64.getDecoder().decode(text))
                            .filter(bytes ->
                                    Base64.getEncoder().encodeToString(bytes).equals(text)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
