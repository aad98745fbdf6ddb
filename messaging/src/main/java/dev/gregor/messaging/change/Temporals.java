package dev.gregor.messaging.change;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Dates and times as Debezium and Kafka Connect write them. */
final class Temporals {

    private static final String DEBEZIUM = "io.debezium.time.";
    private static final String CONNECT = "org.apache.kafka.connect.data.";
    private static final long MICROS = 1_000_000;

    /** As pgjdbc has them, in milliseconds, which Debezium takes for microseconds. */
    private static final long INFINITY = 9_223_372_036_825_200_000L;

    private static final long MINUS_INFINITY = -9_223_372_036_832_400_000L;
    /** The first one of PostgreSQL, 4713 BC: infinite dates come as days before. */
    private static final long FIRST_DAY = -2_440_588;

    private static final Map<String, Function<JsonNode, Temporal>> READERS = Map.ofEntries(
            entry(DEBEZIUM + "Date", number(LocalDate::ofEpochDay)),
            entry(CONNECT + "Date", number(LocalDate::ofEpochDay)),
            entry(DEBEZIUM + "Time", number(each -> time(each, 1_000_000))),
            entry(CONNECT + "Time", number(each -> time(each, 1_000_000))),
            entry(DEBEZIUM + "MicroTime", number(each -> time(each, 1_000))),
            entry(DEBEZIUM + "NanoTime", number(each -> time(each, 1))),
            entry(DEBEZIUM + "Timestamp", number(each -> dateTime(each, 1_000))),
            entry(CONNECT + "Timestamp", number(each -> dateTime(each, 1_000))),
            entry(DEBEZIUM + "MicroTimestamp", number(each -> dateTime(each, MICROS))),
            entry(DEBEZIUM + "NanoTimestamp", number(each -> dateTime(each, 1_000 * MICROS))),
            entry(
                    DEBEZIUM + "ZonedTimestamp",
                    text -> OffsetDateTime.parse(text.asText()).toInstant()),
            entry(
                    DEBEZIUM + "ZonedTime",
                    text -> OffsetTime.parse(text.asText())
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalTime()));

    private Temporals() {}

    private static Function<JsonNode, Temporal> number(LongFunction<Temporal> reader) {
        return value -> {
            if (!value.isIntegralNumber()) {
                throw new IllegalArgumentException("it is no whole number");
            }
            return reader.apply(value.longValue());
        };
    }

    private static LocalTime time(long value, long nanos) {
        return LocalTime.ofNanoOfDay(Math.multiplyExact(value, nanos));
    }

    private static LocalDateTime dateTime(long value, long perSecond) {
        long nanos = Math.floorMod(value, perSecond) * (1_000 * MICROS / perSecond);
        return LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), (int) nanos, ZoneOffset.UTC);
    }

    static boolean has(ColumnType type) {
        return READERS.containsKey(type.name());
    }

    /** The value. */
    static Temporal read(ColumnType type, JsonNode value) {
        Function<JsonNode, Temporal> reader = READERS.get(type.name());
        if (reader == null) {
            throw new IllegalArgumentException(type.name() + " is no time");
        }
        return reader.apply(value);
    }

    /** Which infinity a value stands for, if it does; that of a date does not say which one it is. */
    static Optional<String> infinity(ColumnType type, JsonNode value) {
        long number = value.longValue();
        return switch (type.name()) {
            case DEBEZIUM + "Date", CONNECT + "Date" ->
                number < FIRST_DAY ? Optional.of("infinity or -infinity") : Optional.empty();
            case DEBEZIUM + "Timestamp", CONNECT + "Timestamp" -> infinity(number, 1_000);
            case DEBEZIUM + "MicroTimestamp" -> infinity(number, 1);
            case DEBEZIUM + "ZonedTimestamp" -> Optional.of(value.asText()).filter(text -> text.endsWith("infinity"));
            default -> Optional.empty();
        };
    }

    private static Optional<String> infinity(long number, long divisor) {
        if (number == INFINITY / divisor) {
            return Optional.of("infinity");
        }
        return number == MINUS_INFINITY / divisor ? Optional.of("-infinity") : Optional.empty();
    }

    /** The text of a value for a logical type of Avro; empty if that is another kind of time. */
    static Optional<String> text(Temporal value, String logicalType) {
        ChronoUnit unit = logicalType.endsWith("-millis")
                ? ChronoUnit.MILLIS
                : logicalType.endsWith("-micros") ? ChronoUnit.MICROS : ChronoUnit.NANOS;
        return switch (logicalType) {
            case "date" ->
                Optional.of(value).filter(LocalDate.class::isInstance).map(Object::toString);
            case "time-millis", "time-micros" ->
                value instanceof LocalTime time
                        ? Optional.of(time.truncatedTo(unit).toString())
                        : Optional.empty();
            default -> dateTimeText(value, logicalType, unit);
        };
    }

    /** A time without a zone is one in UTC where the class has an instant. */
    private static Optional<String> dateTimeText(Temporal value, String logicalType, ChronoUnit unit) {
        LocalDateTime time;
        if (value instanceof LocalDateTime local) {
            time = local.truncatedTo(unit);
        } else if (value instanceof Instant instant) {
            time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC).truncatedTo(unit);
        } else {
            return Optional.empty();
        }
        if (logicalType.startsWith("local-timestamp-")) {
            return Optional.of(time.toString());
        }
        return logicalType.startsWith("timestamp-")
                ? Optional.of(time.toInstant(ZoneOffset.UTC).toString())
                : Optional.empty();
    }
}
