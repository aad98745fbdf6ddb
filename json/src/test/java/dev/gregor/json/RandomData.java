package dev.gregor.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Random values of a schema as Avro stores them, among them those at the edges. */
record RandomData(Random random) {

    private static final int DEPTH = 7;
    private static final List<String> TEXTS =
            List.of("", "x", "NaN", "5", "-0", "null", "new", "2026-01-31", "AAE=", "größer 😀\n", "\u0000", "12.50");
    private static final long[] LONGS = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, (1L << 53) + 1};
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        Double.parseDouble("1e23"),
        0.1,
        9007199254740992.0
    };
    private static final float[] FLOATS = {
        0f, -0f, 1f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY, 0.1f, 16777216f
    };

    GenericData.Record record(Schema schema) {
        return record(schema, 0);
    }

    private GenericData.Record record(Schema schema, int depth) {
        GenericData.Record record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), depth + 1)));
        return record;
    }

    private @Nullable Object value(Schema schema, int depth) {
        return switch (schema.getType()) {
            case NULL -> null;
            case RECORD -> record(schema, depth);
            case UNION -> value(branch(schema, depth), depth);
            case ARRAY -> array(schema, depth);
            case MAP -> map(schema, depth);
            case ENUM -> new GenericData.EnumSymbol(schema, pick(schema.getEnumSymbols()));
            case FIXED -> new GenericData.Fixed(schema, fixed(schema));
            default -> plain(schema);
        };
    }

    private Schema branch(Schema union, int depth) {
        return depth > DEPTH
                ? union.getTypes().stream()
                        .filter(each -> each.getType() == Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : pick(union.getTypes());
    }

    private List<@Nullable Object> array(Schema schema, int depth) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = depth > DEPTH ? 0 : random.nextInt(3); i > 0; i--) {
            items.add(value(schema.getElementType(), depth + 1));
        }
        return items;
    }

    private Map<String, @Nullable Object> map(Schema schema, int depth) {
        Map<String, @Nullable Object> entries = new HashMap<>();
        for (int i = depth > DEPTH ? 0 : random.nextInt(3); i > 0; i--) {
            entries.put(pick(TEXTS), value(schema.getValueType(), depth + 1));
        }
        return entries;
    }

    private Object plain(Schema schema) {
        return switch (schema.getType()) {
            case BOOLEAN -> random.nextBoolean();
            case INT -> whole(schema);
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimeMicros ? time(86_400_000_000L) : large();
            case FLOAT -> anyFloat();
            case DOUBLE -> anyDouble();
            case STRING -> schema.getLogicalType() == null ? pick(TEXTS) : uuid().toString();
            default -> bytes(schema);
        };
    }

    private float anyFloat() {
        return random.nextBoolean() ? random.nextFloat() : FLOATS[random.nextInt(FLOATS.length)];
    }

    private double anyDouble() {
        return random.nextBoolean() ? anyBits() : DOUBLES[random.nextInt(DOUBLES.length)];
    }

    private double anyBits() {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(value) ? Double.NaN : value;
    }

    private int whole(Schema schema) {
        return schema.getLogicalType() instanceof LogicalTypes.TimeMillis ? (int) time(86_400_000L) : (int) large();
    }

    private long time(long end) {
        return random.nextInt(4) == 0 ? end - 1 : random.nextLong(end);
    }

    private long large() {
        return switch (random.nextInt(3)) {
            case 0 -> LONGS[random.nextInt(LONGS.length)];
            case 1 -> random.nextInt(-9, 10);
            default -> random.nextLong();
        };
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private ByteBuffer bytes(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return ByteBuffer.wrap(unscaled(decimal.getPrecision()).toByteArray());
        }
        return schema.getLogicalType() == null
                ? ByteBuffer.wrap(
                        random.nextBoolean()
                                ? random(random.nextInt(5))
                                : pick(TEXTS).getBytes(UTF_8))
                : Samples.bigDecimal(new BigDecimal(unscaled(40), random.nextInt(50)));
    }

    private byte[] fixed(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            byte[] digits = unscaled(decimal.getPrecision()).toByteArray();
            byte[] bytes = new byte[schema.getFixedSize()];
            Arrays.fill(bytes, (byte) (digits[0] < 0 ? -1 : 0));
            System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
            return bytes;
        }
        return random(schema.getFixedSize());
    }

    private byte[] random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private BigInteger unscaled(int digits) {
        BigInteger end = BigInteger.TEN.pow(digits);
        BigInteger value = random.nextInt(4) == 0
                ? end.subtract(BigInteger.ONE)
                : new BigInteger(random.nextInt(1, end.bitLength() + 1), random).mod(end);
        return random.nextBoolean() ? value.negate() : value;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
