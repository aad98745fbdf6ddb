package dev.gregor.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.json.sample.Chain;
import dev.gregor.json.sample.Circle;
import dev.gregor.json.sample.Everything;
import dev.gregor.json.sample.Square;
import dev.gregor.json.sample.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AvroJsonTest {

    /** All fields that must be there, in the form that they are written in. */
    static final String REQUIRED = """
            {"flag":true,"small":-1,"large":9007199254740993,"coarse":0.1,"fine":2.5,"text":"hi","blob":"/+8=",
             "checksum":"AAECAw==","volume":"HIGH","numbers":[1,2],
             "addresses":{"home":{"lines":["Main St 1"],"postcode":null}},"chain":{"link":1,"next":{"link":2,"next":null}},
             "day":"2026-01-31","timeMillis":"10:00:00","timeMicros":"10:00:00.000001",
             "at":"2026-01-31T10:00:00.123Z","atMicros":"2026-01-31T10:00:00.123456Z",
             "atNanos":"1969-12-31T23:59:59.999999999Z","wall":"2026-01-31T10:00:00",
             "wallMicros":"2026-01-31T10:00:00.123456","wallNanos":"1969-12-31T23:59:59.999999999",
             "token":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6","price":"12.50","ratio":"0.3333","nickname":null,
             "shape":{"radius":1.5}""";

    private static final String DEFAULTS = """
            ,"seenAt":null,"discount":null,"holidays":[],"prices":{},"any":null,"tries":3,"greeting":"hello",
             "mood":"LOW","since":"1970-01-01T00:00:00Z","mark":"/w=="}""";

    @Test
    void writesEveryFieldInItsPlainForm() {
        Everything record = AvroJson.read(Everything.class, json(REQUIRED + "}"));

        assertThat(json(AvroJson.write(record).toString())).isEqualTo(json(REQUIRED + DEFAULTS));
    }

    @Test
    void readsTheTypesOfTheGeneratedClass() {
        Everything record = AvroJson.read(Everything.class, json(REQUIRED + "}"));

        assertThat(record.getLarge()).isEqualTo(9007199254740993L);
        assertThat(record.getBlob()).isEqualTo(ByteBuffer.wrap(new byte[] {-1, -17}));
        assertThat(record.getVolume()).isEqualTo(Volume.HIGH);
        assertThat(record.getAtNanos()).isEqualTo(Instant.EPOCH.minusNanos(1));
        assertThat(record.getPrice()).isEqualTo("12.50");
        assertThat(record.getRatio()).isEqualTo(Samples.bigDecimal(new BigDecimal("0.3333")));
        assertThat(record.getShape()).isEqualTo(new Circle(1.5));
        assertThat(record.getMood()).isEqualTo(Volume.LOW);
        assertThat(record.getSince()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void keepsFieldsInTheOrderOfTheSchema() {
        assertThat(AvroJson.write(new Chain(1, null))).hasToString("{\"link\":1,\"next\":null}");
    }

    @Test
    void givesEachRecordItsOwnDefaults() {
        Everything one = AvroJson.read(Everything.class, json(REQUIRED + "}"));
        Everything two = AvroJson.read(Everything.class, json(REQUIRED + "}"));

        assertThat(one.getMark()).isNotSameAs(two.getMark());
        assertThat(one.getHolidays()).isNotSameAs(two.getHolidays());
    }

    @Test
    void readsLongsAlsoFromDigits() {
        assertThat(everything("large", "\"-9223372036854775808\"").getLarge()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void readsTimestampsWithAnOffset() {
        assertThat(everything("at", "\"2026-01-31T11:00:00+01:00\"").getAt()).isEqualTo("2026-01-31T10:00:00Z");
    }

    @Test
    void readsDecimalsOfFewerDigitsAsOnesOfTheScale() {
        assertThat(everything("price", "\"7\"").getPrice()).isEqualTo("7.00");
    }

    @Test
    void readsAndWritesNumbersThatAreNotFinite() {
        Square square = AvroJson.read(Square.class, json("{\"side\":\"NaN\"}"));

        assertThat(square.getSide()).isNaN();
        assertThat(AvroJson.write(square)).isEqualTo(json("{\"side\":\"NaN\",\"unit\":\"cm\"}"));
    }

    @Test
    void choosesTheFirstBranchThatFits() {
        assertThat(everything("any", "true").getAny()).isEqualTo(true);
        assertThat(everything("any", "5").getAny()).isEqualTo(5L);
        assertThat(everything("any", "5.0").getAny()).isEqualTo(5.0);
        assertThat(everything("any", "\"5\"").getAny()).isEqualTo("5");
        assertThat(everything("any", "[\"5\"]").getAny()).isEqualTo(List.of("5"));
    }

    @Test
    void tellsRecordsInAUnionApartByTheirFields() {
        assertThat(everything("shape", "{\"side\":2}").getShape()).isEqualTo(new Square(2.0, "cm"));
        assertThat(everything("shape", "\"LOW\"").getShape()).isEqualTo(Volume.LOW);
    }

    @Test
    void writesALogicalTypeWithoutAFormOfItsOwnAsItsType() {
        Schema duration = new Schema.Parser()
                .parse("{\"type\":\"fixed\",\"name\":\"D\",\"size\":12,\"logicalType\":\"duration\"}");
        Schema schema = SchemaBuilder.record("R")
                .fields()
                .name("d")
                .type(duration)
                .noDefault()
                .endRecord();
        GenericData.Record record = new GenericData.Record(schema);
        record.put("d", new GenericData.Fixed(duration, new byte[12]));

        assertThat(AvroJson.write(record)).isEqualTo(json("{\"d\":\"AAAAAAAAAAAAAAAA\"}"));
    }

    @Test
    void findsClassesBesideTheRecordInItsOwnClassLoader() throws ReflectiveOperationException {
        ClassLoader own = new SampleClassLoader();
        var type = own.loadClass(Everything.class.getName()).asSubclass(SpecificRecord.class);

        SpecificRecord record = AvroJson.read(type, json(REQUIRED + "}"));

        assertThat(record.get(record.getSchema().getField("chain").pos())
                        .getClass()
                        .getClassLoader())
                .isSameAs(own);
        assertThat(json(AvroJson.write(record).toString())).isEqualTo(json(REQUIRED + DEFAULTS));
    }

    /** Loads the sample classes a second time, as a domain's JAR beside the application would be. */
    private static final class SampleClassLoader extends ClassLoader {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Everything.class.getPackageName()) || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    static Everything everything(String field, String value) {
        ObjectNode json = json(REQUIRED + "}");
        json.set(field, jsonValue(value));
        return AvroJson.read(Everything.class, json);
    }

    static ObjectNode json(String text) {
        return (ObjectNode) jsonValue(text);
    }

    static JsonNode jsonValue(String text) {
        return JsonText.read(text.getBytes(UTF_8));
    }
}
