package dev.gregor.avro.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.avro.record.BoundedDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schemas and changes of them: what passes reads as it was written, what does not names a field and a cure. The system
 * property {@code gregor.it.pairs} says how many pairs each seed makes.
 */
class ReadingPairsTest {

    private static final int PAIRS = Integer.getInteger("gregor.it.pairs", 1_500);
    private static final int VALUES = 3;

    private record Pair(Schema writer, Schema reader) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void readsAsItWasWrittenWhatPassesAndSaysWhyElse(long seed) throws IOException {
        int passed = 0;
        for (int i = 0; i < PAIRS; i++) {
            Random random = new Random(seed * PAIRS + i);
            Pair pair = pair(random);
            String what = "seed %d, pair %d:%n%s%n%s".formatted(seed, i, pair.writer(), pair.reader());
            if (checked(SchemaRule.BACKWARD.breaks(pair.reader(), List.of(pair.writer())), what)) {
                readBack(pair, new Meaning(false), random, what);
                passed++;
            }
            if (checked(SchemaRule.FORWARD.breaks(pair.writer(), List.of(pair.reader())), what)) {
                readBack(pair, new Meaning(true), random, what);
            }
        }
        assertThat(passed).isBetween(PAIRS / 5, PAIRS * 4 / 5);
    }

    private static Pair pair(Random random) {
        RandomSchemas schemas = new RandomSchemas(random);
        Optional<Pair> pair = Optional.empty();
        while (pair.isEmpty()) {
            ObjectNode message = schemas.message();
            pair = pair(message, schemas.changed(message));
        }
        return pair.get();
    }

    /** Not every change makes a schema. */
    private static Optional<Pair> pair(JsonNode writer, JsonNode reader) {
        try {
            return Optional.of(new Pair(
                    new Schema.Parser().parse(writer.toString()), new Schema.Parser().parse(reader.toString())));
        } catch (AvroRuntimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean checked(List<String> breaks, String what) {
        assertThat(breaks)
                .as(what)
                .allSatisfy(each -> assertThat(each)
                        .matches("(?s)(field '.+' of )?\\S+ (is|has|was|had|would|stands|takes|may) .+: .+"
                                + ", or make the change under a new major version of the message"));
        return breaks.isEmpty();
    }

    private static void readBack(Pair pair, Meaning meaning, Random random, String what) throws IOException {
        GenericDatumReader<GenericRecord> reader =
                new GenericDatumReader<>(pair.writer(), MovedNames.known(pair.writer(), pair.reader()));
        for (int i = 0; i < VALUES; i++) {
            GenericData.Record written = new RandomValues(random).record(pair.writer());
            try {
                GenericRecord read = (GenericRecord) BoundedDecoder.read(bytes(written), 0, reader);
                assertThat(meaning.difference(written, read)).as(what).isEmpty();
            } catch (AvroRuntimeException e) {
                throw new AssertionError(what + "\ncannot read " + written, e);
            }
        }
    }

    private static byte[] bytes(GenericData.Record record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
