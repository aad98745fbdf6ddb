package dev.gregor.avro.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassingTest {

    private static final Schema INNER =
            SchemaBuilder.record("Inner").fields().requiredString("text").endRecord();
    private static final Schema FIXED = SchemaBuilder.fixed("Fixed").size(5);
    private static final Schema ENUM = SchemaBuilder.enumeration("Enum").symbols("A", "B", "C");
    private static final Schema ALL = SchemaBuilder.record("All")
            .fields()
            .requiredBoolean("flag")
            .requiredInt("number")
            .requiredLong("long")
            .requiredFloat("float")
            .requiredDouble("double")
            .requiredString("text")
            .requiredBytes("bytes")
            .optionalString("absent")
            .optionalString("present")
            .name("fixed")
            .type(FIXED)
            .noDefault()
            .name("symbol")
            .type(ENUM)
            .noDefault()
            .name("inner")
            .type(INNER)
            .noDefault()
            .name("list")
            .type(Schema.createArray(INNER))
            .noDefault()
            .name("map")
            .type(Schema.createMap(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();

    private static Passing over(byte[] bytes, Schema schema) {
        return new Passing(bytes, 0, new FieldPlan(schema, (record, field) -> Optional.empty()).empty());
    }

    private static void pass(byte[] bytes, Schema schema) throws IOException {
        over(bytes, schema).value(schema);
    }

    private static byte[] numbers(long... numbers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        for (long number : numbers) {
            encoder.writeLong(number);
        }
        encoder.flush();
        return out.toByteArray();
    }

    private static GenericRecord inner(String text) {
        return new GenericRecordBuilder(INNER).set("text", text).build();
    }

    private static byte[] all(boolean blocks) throws IOException {
        GenericRecord record = new GenericRecordBuilder(ALL)
                .set("flag", true)
                .set("number", Integer.MIN_VALUE)
                .set("long", Long.MIN_VALUE)
                .set("float", 1.5f)
                .set("double", -2.5)
                .set("text", "x".repeat(200))
                .set("bytes", ByteBuffer.wrap(new byte[70]))
                .set("present", "ü")
                .set("fixed", new GenericData.Fixed(FIXED, new byte[5]))
                .set("symbol", new GenericData.EnumSymbol(ENUM, "C"))
                .set("inner", inner(""))
                .set("list", Collections.nCopies(100, inner("item")))
                .set("map", Map.of("one", 1L, "most", Long.MAX_VALUE))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = blocks
                ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null)
                : EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(ALL).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    @Test
    void passesOverAllThatAvroWrites() throws IOException {
        for (byte[] bytes : List.of(all(false), all(true))) {
            Passing passing = over(bytes, ALL);

            passing.value(ALL);

            assertThat(passing.position()).isEqualTo(bytes.length);
        }
        assertThat(all(true)).isNotEqualTo(all(false));
    }

    @Test
    void readsTheNumbersThatAvroWrites() throws IOException {
        for (long number : new long[] {0, -1, 1, 63, -64, 64, 300, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(over(numbers(number), ALL).number()).isEqualTo(number);
        }
    }

    @Test
    void saysThatBytesEndTooEarly() throws IOException {
        byte[] bytes = all(false);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> pass(cut, ALL)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void believesNoLengthOrNumberThatCannotBe() throws IOException {
        Schema text = Schema.create(Schema.Type.STRING);
        Schema list = Schema.createArray(Schema.create(Schema.Type.BOOLEAN));
        Schema map = Schema.createMap(Schema.create(Schema.Type.NULL));
        byte[] most = numbers(Long.MAX_VALUE);
        byte[] least = numbers(Long.MIN_VALUE, 0);
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};

        assertThatThrownBy(() -> pass(most, text)).hasMessageContaining("a length of");
        assertThatThrownBy(() -> pass(least, text)).hasMessageContaining("a length of");
        for (Schema each : List.of(list, map)) {
            assertThatThrownBy(() -> pass(most, each)).hasMessageContaining("a block of");
            assertThatThrownBy(() -> pass(least, each)).hasMessageContaining("a block of");
            assertThatThrownBy(() -> pass(numbers(2, 0), each)).hasMessageContaining("a block of 2 items in 1 bytes");
            assertThatThrownBy(() -> pass(numbers(-2, 2, 0), each))
                    .hasMessageContaining("a block of 2 items in 1 bytes");
        }
        assertThatThrownBy(() -> pass(endless, text)).hasMessageContaining("more than 10 bytes");
        assertThatThrownBy(() -> pass(numbers(2), Schema.createUnion(text))).hasMessageContaining("a branch");
    }

    /** Values without bytes, and how many of them may stand in a few. */
    private static Stream<Schema> empty() {
        Schema nothing = Schema.create(Schema.Type.NULL);
        Schema marker = SchemaBuilder.record("Marker").fields().endRecord();
        Schema fixed = SchemaBuilder.fixed("None").size(0);
        Schema nested = Schema.createRecord(
                "Nested",
                null,
                "test",
                false,
                List.of(new Schema.Field("marker", marker), new Schema.Field("nothing", nothing)));
        return Stream.of(nothing, marker, fixed, nested);
    }

    @ParameterizedTest
    @MethodSource("empty")
    void passesOverItemsWithoutBytes(Schema item) throws IOException {
        Schema list = Schema.createArray(item);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(list).write(Collections.nCopies(1_000, one(item)), encoder);
        encoder.flush();
        byte[] bytes = out.toByteArray();
        Passing passing = over(bytes, list);

        passing.value(list);

        assertThat(bytes).hasSize(3);
        assertThat(passing.position()).isEqualTo(3);
    }

    private static @Nullable Object one(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case FIXED -> new GenericData.Fixed(schema, new byte[0]);
            default -> null;
        };
    }

    private static GenericRecord record(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), one(field.schema())));
        return record;
    }

    @ParameterizedTest
    @MethodSource("empty")
    void takesNoStepForAnItemWithoutBytes(Schema item) throws IOException {
        long[] blocks = new long[100_001]; // each of as many items as it can, the last one of none
        Arrays.fill(blocks, 0, 100_000, Long.MAX_VALUE);
        byte[] bytes = numbers(blocks);
        Schema list = Schema.createArray(item);
        Passing passing = over(bytes, list);

        passing.value(list);

        assertThat(passing.position()).isEqualTo(bytes.length);
        assertThatThrownBy(() -> pass(Arrays.copyOf(bytes, bytes.length - 1), list))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pass(numbers(Long.MIN_VALUE, 0, 0), list)).hasMessageContaining("a block of");
    }

    @Test
    void knowsARecordInItselfThatTakesBytes() throws IOException {
        Schema node = Schema.createRecord("Node", null, "test", false);
        Schema next = Schema.createUnion(Schema.create(Schema.Type.NULL), node);
        node.setFields(List.of(new Schema.Field("next", next)));
        Schema list = Schema.createArray(node);

        byte[] bytes = numbers(2, 1, 0, 0, 0);
        Passing passing = over(bytes, list);
        passing.value(list);

        assertThat(passing.position()).isEqualTo(bytes.length);
        assertThatThrownBy(() -> pass(numbers(2, 0), list)).hasMessageContaining("a block of 2 items");
    }
}
