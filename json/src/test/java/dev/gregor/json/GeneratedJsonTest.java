package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Of random schemas: values come out of JSON as they went in, and JSON comes out with the same values, or is refused. */
class GeneratedJsonTest {

    static final List<Long> SEEDS = List.of(1L, 2L, Long.getLong("gregor.json.seed", 3));

    private static final int SCHEMAS = 700;
    private static final int VALUES = 5;

    @ParameterizedTest
    @FieldSource("SEEDS")
    void comesOutAsItWentIn(long seed) {
        Random random = new Random(seed);
        RandomTypes types = new RandomTypes(random);
        for (int i = 0; i < SCHEMAS; i++) {
            Schema schema = types.next();
            for (int j = 0; j < VALUES; j++) {
                new Pair(seed, schema, !isPlain(schema, new HashSet<>()), new RandomJson(random))
                        .check(new RandomData(random).record(schema));
            }
        }
    }

    private record Pair(long seed, Schema schema, boolean alike, RandomJson changes) {

        void check(GenericRecord record) {
            JsonNode json = text(JsonWriter.GENERIC.record(record));
            GenericRecord read = read(json, alike);
            if (read != null && !alike) {
                require(json, "gives another record", Arrays.equals(bytes(record), bytes(read)));
            }
            read(changes.sameIn(schema, json), alike);
            for (int i = 0; i < 2; i++) {
                read(changes.mutated(json), true);
            }
        }

        private @Nullable GenericRecord read(JsonNode json, boolean mayBeRefused) {
            GenericRecord read;
            try {
                read = JsonReader.read(schema, json);
            } catch (InvalidFieldException e) {
                require(json, "is refused: " + e.getMessage(), mayBeRefused && isNamed(e));
                return null;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(describe(json, "fails"), e);
            }
            JsonNode written = text(JsonWriter.GENERIC.record(read));
            require(json, "comes out as " + written, isSame(json, written));
            require(json, "is not read again as " + written, isStable(written));
            return read;
        }

        private boolean isStable(JsonNode written) {
            try {
                return text(JsonWriter.GENERIC.record(JsonReader.read(schema, written)))
                        .equals(written);
            } catch (InvalidFieldException e) {
                return false;
            }
        }

        private void require(JsonNode json, String problem, boolean condition) {
            if (!condition) {
                throw new AssertionError(describe(json, problem));
            }
        }

        private String describe(JsonNode json, String problem) {
            return "The JSON\n%s\n%s\nof the schema\n%s\nof the seed %d".formatted(json, problem, schema, seed);
        }
    }

    private static boolean isNamed(InvalidFieldException refused) {
        return !refused.errors().isEmpty()
                && refused.errors().stream()
                        .allMatch(error ->
                                !error.field().isEmpty() && error.message().contains(", expected "));
    }

    private static JsonNode text(JsonNode json) {
        return JsonText.read(JsonText.write(json));
    }

    private static byte[] bytes(GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether all unions are of types that JSON tells apart, whatever their values. */
    private static boolean isPlain(Schema schema, Set<String> seen) {
        return switch (schema.getType()) {
            case RECORD ->
                !seen.add(schema.getFullName())
                        || schema.getFields().stream().allMatch(field -> isPlain(field.schema(), seen));
            case ARRAY -> isPlain(schema.getElementType(), seen);
            case MAP -> isPlain(schema.getValueType(), seen);
            case UNION -> {
                List<Form> forms = schema.getTypes().stream()
                        .flatMap(branch -> forms(branch).stream())
                        .toList();
                yield forms.size() == Set.copyOf(forms).size()
                        && schema.getTypes().stream().allMatch(branch -> isPlain(branch, seen));
            }
            default -> true;
        };
    }

    private enum Form {
        NULL,
        BOOLEAN,
        NUMBER,
        STRING,
        ARRAY,
        OBJECT
    }

    private static Set<Form> forms(Schema schema) {
        if (LogicalText.of(schema) != null) {
            return EnumSet.of(Form.STRING);
        }
        return switch (schema.getType()) {
            case NULL -> EnumSet.of(Form.NULL);
            case BOOLEAN -> EnumSet.of(Form.BOOLEAN);
            case INT, LONG -> EnumSet.of(Form.NUMBER);
            case FLOAT, DOUBLE -> EnumSet.of(Form.NUMBER, Form.STRING);
            case ARRAY -> EnumSet.of(Form.ARRAY);
            case RECORD, MAP -> EnumSet.of(Form.OBJECT);
            default -> EnumSet.of(Form.STRING);
        };
    }

    /** Whether all that was sent is written, with the same values; beside it there may be fields with defaults. */
    private static boolean isSame(JsonNode sent, JsonNode written) {
        if (sent.isObject() && written.isObject()) {
            return sent.propertyStream().allMatch(each -> isSame(each.getValue(), written.path(each.getKey())));
        }
        if (sent.isArray() && written.isArray()) {
            return sent.size() == written.size()
                    && IntStream.range(0, sent.size()).allMatch(i -> isSame(sent.path(i), written.path(i)));
        }
        if (sent.isNumber() && written.isNumber()) {
            return isSameNumber(sent, written);
        }
        return sent.equals(written) || (sent.isTextual() && isSameText(sent.textValue(), written.asText()));
    }

    private static boolean isSameNumber(JsonNode sent, JsonNode written) {
        boolean minus = isMinusZero(sent) == isMinusZero(written);
        BigDecimal value = sent.decimalValue();
        return minus
                && (value.compareTo(written.decimalValue()) == 0
                        || (value.stripTrailingZeros().precision() <= 17
                                && sent.doubleValue() == written.doubleValue()));
    }

    private static boolean isMinusZero(JsonNode json) {
        return json.isDouble() && Double.doubleToRawLongBits(json.doubleValue()) == Double.doubleToRawLongBits(-0.0);
    }

    private static boolean isSameText(String sent, String written) {
        return sent.equalsIgnoreCase(written)
                || Stream.<Function<String, Object>>of(
                                text -> new BigDecimal(text).stripTrailingZeros(),
                                text -> OffsetDateTime.parse(text).toInstant(),
                                LocalDateTime::parse,
                                LocalTime::parse)
                        .anyMatch(meaning -> isSame(meaning, sent, written));
    }

    private static boolean isSame(Function<String, Object> meaning, String sent, String written) {
        try {
            return meaning.apply(sent).equals(meaning.apply(written));
        } catch (DateTimeException | NumberFormatException e) {
            return false;
        }
    }
}
