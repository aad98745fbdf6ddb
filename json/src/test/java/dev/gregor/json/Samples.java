package dev.gregor.json;

import dev.gregor.json.sample.Address;
import dev.gregor.json.sample.Chain;
import dev.gregor.json.sample.Checksum;
import dev.gregor.json.sample.Circle;
import dev.gregor.json.sample.Everything;
import dev.gregor.json.sample.Square;
import dev.gregor.json.sample.Volume;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Random records, the same for the same seed. */
final class Samples {

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    Everything everything() {
        Everything.Builder builder = Everything.newBuilder();
        numbersAndTexts(builder);
        times(builder);
        return builder.setPrice(price())
                .setRatio(bigDecimal(new BigDecimal(new BigInteger(200, random), random.nextInt(40))))
                .setNickname(orNull(this::text))
                .setSeenAt(orNull(() -> instant(ChronoUnit.MILLIS)))
                .setDiscount(orNull(this::price))
                .setHolidays(list(this::day))
                .setPrices(map(this::price))
                .setAny(this.<@Nullable Object>oneOf(
                        null, true, random.nextLong(), random.nextGaussian(), "a " + text(), list(this::text)))
                .setShape(this.<Object>oneOf(
                        new Circle(random.nextDouble()), new Square(Double.POSITIVE_INFINITY, text()), Volume.HIGH))
                .setTries(random.nextInt())
                .build();
    }

    private void numbersAndTexts(Everything.Builder builder) {
        builder.setFlag(random.nextBoolean())
                .setSmall(random.nextInt())
                .setLarge(random.nextLong())
                .setCoarse(oneOf(
                        Math.scalb(random.nextFloat(), random.nextInt(-120, 120)), Float.MIN_VALUE, -Float.MAX_VALUE))
                .setFine(oneOf(
                        Math.scalb(random.nextGaussian(), random.nextInt(-900, 900)), -0.0, Double.NEGATIVE_INFINITY))
                .setText(text())
                .setBlob(ByteBuffer.wrap(bytes(random.nextInt(9))))
                .setChecksum(new Checksum(bytes(4)))
                .setVolume(oneOf(Volume.values()))
                .setNumbers(list(random::nextInt))
                .setAddresses(map(() -> new Address(list(this::text), orNull(this::text))))
                .setChain(new Chain(1, orNull(() -> new Chain(2, orNull(() -> new Chain(3, null))))));
    }

    private void times(Everything.Builder builder) {
        LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(LocalTime.MAX.toNanoOfDay()));
        builder.setDay(day())
                .setTimeMillis(time.truncatedTo(ChronoUnit.MILLIS))
                .setTimeMicros(time.truncatedTo(ChronoUnit.MICROS))
                .setAt(instant(ChronoUnit.MILLIS))
                .setAtMicros(instant(ChronoUnit.MICROS))
                .setAtNanos(instant(ChronoUnit.NANOS))
                .setWall(local(ChronoUnit.MILLIS))
                .setWallMicros(local(ChronoUnit.MICROS))
                .setWallNanos(local(ChronoUnit.NANOS))
                .setToken(new UUID(random.nextLong(), random.nextLong()));
    }

    private LocalDate day() {
        return LocalDate.ofEpochDay(random.nextInt());
    }

    private Instant instant(ChronoUnit unit) {
        return Instant.EPOCH.plusNanos(random.nextLong()).truncatedTo(unit);
    }

    private LocalDateTime local(ChronoUnit unit) {
        return LocalDateTime.ofInstant(instant(unit), ZoneOffset.UTC);
    }

    private BigDecimal price() {
        return BigDecimal.valueOf(random.nextLong(-999_999_999, 1_000_000_000), 2);
    }

    static ByteBuffer bigDecimal(BigDecimal value) {
        Schema schema = LogicalTypes.bigDecimal().addToSchema(Schema.create(Schema.Type.BYTES));
        return new Conversions.BigDecimalConversion().toBytes(value, schema, schema.getLogicalType());
    }

    private String text() {
        return oneOf("", "plain", "\"quoted\"\n", "größer 😀", "2026-01-31", Integer.toString(random.nextInt()));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> List<T> list(Supplier<T> items) {
        return Stream.generate(items).limit(random.nextInt(4)).toList();
    }

    private <T> Map<String, T> map(Supplier<T> values) {
        Map<String, T> map = new LinkedHashMap<>();
        list(values).forEach(value -> map.put(map.size() + text(), value));
        return map;
    }

    private <T> @Nullable T orNull(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    @SafeVarargs
    private <T extends @Nullable Object> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
