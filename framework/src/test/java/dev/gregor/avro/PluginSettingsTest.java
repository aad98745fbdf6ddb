package dev.gregor.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.record.RecordDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records are kept by their schema, whatever settings of the avro-maven-plugin their class was made with. */
class PluginSettingsTest {

    private static final String TOPIC = "bills";
    private static final GenericData RAW = new GenericData();

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());

    @ParameterizedTest
    @ValueSource(classes = {dev.gregor.defaults.Bill.class, dev.gregor.options.Bill.class})
    void readsAndWritesAllValues(Class<? extends SpecificRecord> type) {
        GenericRecord bill = bill(GeneratedClasses.schema(type));

        SpecificRecord read = codec.decode(TOPIC, written(bill), type);

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, read))).isEqualTo(bill);
        assertThat(new RecordDigest(type).hash(read)).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(classes = {dev.gregor.defaults.Bill.class, dev.gregor.options.Bill.class})
    void readsNullsAndEmptyLists(Class<? extends SpecificRecord> type) {
        GenericRecord bill = least(GeneratedClasses.schema(type)).build();

        SpecificRecord read = codec.decode(TOPIC, written(bill), type);

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, read))).isEqualTo(bill);
    }

    @ParameterizedTest
    @ValueSource(classes = {dev.gregor.defaults.Bill.class, dev.gregor.options.Bill.class})
    void readsWhatWasWrittenUnderAnotherNamespace(Class<? extends SpecificRecord> type) {
        Schema schema = GeneratedClasses.schema(type);
        Schema moved = new Schema.Parser().parse(schema.toString().replace("dev.gregor.", "dev.before."));

        SpecificRecord read = codec.decode(TOPIC, written(bill(moved)), type);

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, read))).isEqualTo(bill(schema));
    }

    @Test
    void givesTheTypesThatTheClassHas() {
        var plain =
                codec.decode(TOPIC, written(bill(dev.gregor.defaults.Bill.SCHEMA$)), dev.gregor.defaults.Bill.class);
        var optional =
                codec.decode(TOPIC, written(bill(dev.gregor.options.Bill.SCHEMA$)), dev.gregor.options.Bill.class);

        assertThat(plain.getParts()).containsExactly(bytes(1250));
        assertThat(plain.getItems().get(0).getPrice()).isEqualTo(bytes(1250));
        assertThat(optional.getDiscount()).contains(new BigDecimal("-0.05"));
        assertThat(optional.getItems().get(0).getPrice()).contains(new BigDecimal("12.50"));
        assertThat(optional.ratio).isEqualTo(new BigDecimal("0.5"));
    }

    private byte[] written(GenericRecord record) {
        codec.register(TOPIC, record.getSchema());
        try {
            return new BinaryMessageEncoder<GenericRecord>(RAW, record.getSchema())
                    .encode(record)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericRecord bill(Schema schema) {
        return least(schema)
                .set("discount", bytes(-5))
                .set("parts", List.of(bytes(1250)))
                .set("byName", Map.of("a", bytes(300)))
                .set("nested", List.of(new HashMap<>(Map.of("b", bytes(1)))))
                .set("any", bytes(7))
                .set("roundedToo", rounded(schema))
                .set("note", "n")
                .set("lines", List.of("x", ""))
                .set("labels", Map.of("k", "größer"))
                .set("paidAt", -1L)
                .set(
                        "schema",
                        named(schema.getField("schema").schema().getTypes().get(1)))
                .set("items", List.of(priced(schema.getField("item").schema())))
                .build();
    }

    private static GenericRecordBuilder least(Schema schema) {
        Schema word = schema.getField("default").schema();
        Schema item = schema.getField("item").schema();
        return new GenericRecordBuilder(schema)
                .set("price", bytes(1250))
                .set("rounded", rounded(schema))
                .set("text", "t")
                .set("at", -1L)
                .set("id", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
                .set("nanos", -1L)
                .set("ratio", ratio())
                .set("default", new GenericData.EnumSymbol(word, "new"))
                .set("item", new GenericRecordBuilder(item).set("name", "i").build());
    }

    private static GenericRecord priced(Schema item) {
        return new GenericRecordBuilder(item)
                .set("name", "p")
                .set("price", bytes(1250))
                .build();
    }

    private static GenericRecord named(Schema schema) {
        return new GenericRecordBuilder(schema).set("class", bytes(2)).build();
    }

    private static Object rounded(Schema schema) {
        byte[] bytes = ByteBuffer.allocate(8).putLong(1250).array();
        return new GenericData.Fixed(schema.getField("rounded").schema(), bytes);
    }

    private static ByteBuffer ratio() {
        Schema schema = LogicalTypes.bigDecimal().addToSchema(Schema.create(Schema.Type.BYTES));
        return new Conversions.BigDecimalConversion().toBytes(new BigDecimal("0.5"), schema, schema.getLogicalType());
    }

    private static ByteBuffer bytes(long unscaled) {
        return ByteBuffer.wrap(BigInteger.valueOf(unscaled).toByteArray());
    }
}
