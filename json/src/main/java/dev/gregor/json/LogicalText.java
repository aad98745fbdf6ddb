package dev.gregor.json;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;

import dev.gregor.avro.record.NanosConversions;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.jspecify.annotations.Nullable;

/**
 * The text of a logical type in JSON.
 *
 * @param format its name in the OpenAPI format registry
 * @param expected the expected form, for the message about a text that cannot be read
 */
record LogicalText<T extends Comparable<? super T>>(
        Conversion<T> conversion,
        Function<String, T> parser,
        Function<T, String> printer,
        String format,
        String expected) {

    // Bounded, as the time to parse digits grows with their square; no exponents, as they unfold to any length.
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,4095})(\\.[0-9]{1,4096})?");

    /** Some bytes of a big-decimal may stand for billions of zeros. */
    private static final int MAX_SCALE = 100_000;

    private static final String NANOS_RANGE = " from 1677-09-22 to 2262-04-11";

    private static final Map<String, LogicalText<?>> TEXTS = Stream.<LogicalText<?>>of(
                    decimal(new Conversions.DecimalConversion()),
                    decimal(new Conversions.BigDecimalConversion()),
                    new LogicalText<>(
                            new Conversions.UUIDConversion(),
                            LogicalText::parseUuid,
                            UUID::toString,
                            "uuid",
                            "a uuid such as \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""),
                    new LogicalText<>(
                            new TimeConversions.DateConversion(),
                            LocalDate::parse,
                            LocalDate::toString,
                            "date",
                            "a date such as \"2026-01-31\""),
                    time(new TimeConversions.TimeMillisConversion(), "10:00:00.123"),
                    time(new TimeConversions.TimeMicrosConversion(), "10:00:00.123456"),
                    timestamp("", new TimeConversions.TimestampMillisConversion(), "2026-01-31T10:00:00.123Z"),
                    timestamp("", new TimeConversions.TimestampMicrosConversion(), "2026-01-31T10:00:00.123456Z"),
                    timestamp(NANOS_RANGE, NanosConversions.timestamp(), "2026-01-31T10:00:00.123456789Z"),
                    local("", new TimeConversions.LocalTimestampMillisConversion(), "2026-01-31T10:00:00.123"),
                    local("", new TimeConversions.LocalTimestampMicrosConversion(), "2026-01-31T10:00:00.123456"),
                    local(NANOS_RANGE, NanosConversions.localTimestamp(), "2026-01-31T10:00:00.123456789"))
            .collect(Collectors.toUnmodifiableMap(text -> text.conversion().getLogicalTypeName(), text -> text));

    /** Null if the schema has no logical type, or one without a text of its own. */
    static @Nullable LogicalText<?> of(Schema schema) {
        LogicalType type = schema.getLogicalType();
        return type == null ? null : TEXTS.get(type.getName());
    }

    static List<Conversion<?>> conversions() {
        return TEXTS.values().stream()
                .<Conversion<?>>map(LogicalText::conversion)
                .toList();
    }

    /** The raw Avro value; empty if this is not such a text, or has more digits than the type keeps. */
    Optional<Object> parse(String text, Schema schema) {
        try {
            T value = parser.apply(text);
            Object raw = Conversions.convertToRawType(value, schema, schema.getLogicalType(), conversion);
            return value.compareTo(value(raw, schema)) == 0 ? Optional.of(raw) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException | AvroRuntimeException unreadable) {
            return Optional.empty();
        }
    }

    boolean isValue(Object datum) {
        return conversion.getConvertedType().isInstance(datum);
    }

    /** The text of a value, or of the raw Avro value that stands for it. */
    String print(Object datum, Schema schema) {
        return printer.apply(isValue(datum) ? conversion.getConvertedType().cast(datum) : value(datum, schema));
    }

    private T value(Object raw, Schema schema) {
        return conversion
                .getConvertedType()
                .cast(Conversions.convertToLogicalType(raw, schema, schema.getLogicalType(), conversion));
    }

    private static LogicalText<BigDecimal> decimal(Conversion<BigDecimal> conversion) {
        return new LogicalText<>(
                conversion,
                LogicalText::parseDecimal,
                LogicalText::printDecimal,
                "decimal",
                "a decimal number in a string such as \"12.50\"");
    }

    private static LogicalText<LocalTime> time(Conversion<LocalTime> conversion, String example) {
        return new LogicalText<>(
                conversion, LocalTime::parse, ISO_LOCAL_TIME::format, "time-local", "a time" + atMost(example));
    }

    private static LogicalText<Instant> timestamp(String range, Conversion<Instant> conversion, String example) {
        return new LogicalText<>(
                conversion,
                LogicalText::parseInstant,
                Instant::toString,
                "date-time",
                "a date-time" + range + atMost(example));
    }

    /** Not {@link Instant#parse}, which takes 24:00 for the next day and the leap second :60 for the one before. */
    private static Instant parseInstant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static LogicalText<LocalDateTime> local(
            String range, Conversion<LocalDateTime> conversion, String example) {
        return new LogicalText<>(
                conversion,
                LocalDateTime::parse,
                ISO_LOCAL_DATE_TIME::format,
                "date-time-local",
                "a date-time without an offset" + range + atMost(example));
    }

    private static String atMost(String example) {
        return " such as \"" + example + "\" (at most that precise)";
    }

    private static BigDecimal parseDecimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        BigDecimal value = new BigDecimal(text);
        if (value.signum() == 0 && text.startsWith("-")) {
            throw new NumberFormatException(text); // A decimal has no zero with a minus.
        }
        return value;
    }

    private static String printDecimal(BigDecimal value) {
        if (Math.abs((long) value.scale()) > MAX_SCALE) {
            throw new IllegalStateException("it has a decimal of the scale " + value.scale());
        }
        return value.toPlainString();
    }

    private static UUID parseUuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return uuid;
    }
}
