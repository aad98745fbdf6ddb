package dev.gregor.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.json.sample.Everything;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AvroJsonRoundTripTest {

    static final long[] SEEDS = new Random(1).longs(200).toArray();

    @ParameterizedTest
    @FieldSource("SEEDS")
    void readsBackWhatItWrote(long seed) {
        Everything record = new Samples(seed).everything();

        JsonNode json = JsonText.read(JsonText.write(AvroJson.write(record)));

        assertThat(AvroJson.read(Everything.class, json)).isEqualTo(record);
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void writesTheSameJsonForRawGenericRecords(long seed) throws IOException {
        Everything record = new Samples(seed).everything();
        // Avro's own encoding of nanoseconds is wrong before 1970.
        record.put("atNanos", Instant.EPOCH);
        record.put("wallNanos", record.getWall().withYear(2000));

        assertThat(AvroJson.write(generic(record, new GenericData()))).isEqualTo(AvroJson.write(record));
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void writesTheSameJsonForConvertedGenericRecords(long seed) throws IOException {
        Everything record = new Samples(seed).everything();
        record.put("atNanos", Instant.EPOCH);
        record.put("wallNanos", record.getWall().withYear(2000));
        GenericData model = new GenericData();
        record.getSpecificData().getConversions().forEach(model::addLogicalTypeConversion);

        assertThat(AvroJson.write(generic(record, model))).isEqualTo(AvroJson.write(record));
    }

    private static GenericRecord generic(Everything record, GenericData model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<>(Everything.class).write(record, encoder);
        encoder.flush();
        return new GenericDatumReader<GenericRecord>(record.getSchema(), record.getSchema(), model)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }
}
