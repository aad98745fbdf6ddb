package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.avro.record.RecordReader;
import dev.gregor.avro.record.RecordWriter;
import dev.gregor.failure.PermanentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of one generated class of generic ones, by the bytes that topics have: with the conversions and
 * types that the class was generated with, whichever they are. A record that the class does not keep is refused.
 */
final class RoundTrip {

    private static final String NO_TOPIC = "json";
    private static final GenericData RAW = new GenericData();

    private static final ClassValue<RoundTrip> OF_CLASS = new ClassValue<>() {
        @Override
        protected RoundTrip computeValue(Class<?> type) {
            return new RoundTrip(type.asSubclass(SpecificRecord.class));
        }
    };

    private final Schema schema;
    private final RecordReader<? extends SpecificRecord> reader;
    private final RecordReader<GenericRecord> genericReader;
    private volatile @Nullable RecordWriter writer;

    private RoundTrip(Class<? extends SpecificRecord> type) {
        schema = new SpecificData(type.getClassLoader()).getSchema(type);
        reader = RecordReader.of(schema, type);
        genericReader = RecordReader.generic(schema);
    }

    static RoundTrip of(Class<? extends SpecificRecord> type) {
        return OF_CLASS.get(type);
    }

    Schema schema() {
        return schema;
    }

    <T extends SpecificRecord> T make(Class<T> type, GenericRecord record) {
        byte[] sent = bytes(record);
        T made = type.cast(read(reader, sent));
        byte[] restored = writer(made).write(NO_TOPIC, made);
        if (!Arrays.equals(sent, restored)) { // Maps have no order.
            requireSame(
                    FieldPath.ROOT,
                    JsonWriter.GENERIC.record(record),
                    JsonWriter.GENERIC.record(read(genericReader, restored)));
        }
        return made;
    }

    private RecordWriter writer(SpecificRecord record) {
        RecordWriter known = writer;
        if (known == null) {
            known = new RecordWriter(new byte[0], schema, record);
            writer = known;
        }
        return known;
    }

    private <T> T read(RecordReader<T> from, byte[] bytes) {
        try {
            return from.read(bytes, 0);
        } catch (IOException | RuntimeException e) {
            throw new PermanentException("%s does not keep its own records: %s".formatted(schema.getFullName(), e), e);
        }
    }

    private static byte[] bytes(GenericRecord record) {
        try {
            return RecordWriter.bytes(record, new GenericDatumWriter<>(record.getSchema(), RAW));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireSame(FieldPath path, JsonNode sent, JsonNode restored) {
        if (sent.equals(restored)) {
            return;
        }
        if (sent.isObject() && restored.size() == sent.size()) {
            for (Map.Entry<String, JsonNode> entry : sent.properties()) {
                requireSame(path.key(entry.getKey()), entry.getValue(), restored.path(entry.getKey()));
            }
        }
        if (sent.isArray() && restored.size() == sent.size()) {
            for (int i = 0; i < sent.size(); i++) {
                requireSame(path.index(i), sent.path(i), restored.path(i));
            }
        }
        String expected =
                "a value that the Java type of the field keeps; this would become " + Excerpt.of(restored.toString());
        throw new InvalidFieldException(List.of(FieldError.wrong(path, sent, expected)));
    }
}
