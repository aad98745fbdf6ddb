package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Makes records of one generated class of generic ones, by the bytes and the codec of the topics: with the conversions and
 * types that the class was generated with, whichever they are. A record that the class does not keep is refused.
 */
final class RoundTrip {

    private static final String NO_TOPIC = "json";
    private static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private static final GenericData RAW = new GenericData();

    private static final ClassValue<RoundTrip> OF_CLASS = new ClassValue<>() {
        @Override
        protected RoundTrip computeValue(Class<?> type) {
            return new RoundTrip(type);
        }
    };

    private final Schema schema;
    private final BinaryMessageEncoder<GenericRecord> encoder;

    private RoundTrip(Class<?> type) {
        schema = new SpecificData(type.getClassLoader()).getSchema(type);
        encoder = new BinaryMessageEncoder<>(RAW, schema);
        CODEC.register(NO_TOPIC, schema);
    }

    static RoundTrip of(Class<? extends SpecificRecord> type) {
        return OF_CLASS.get(type);
    }

    Schema schema() {
        return schema;
    }

    <T extends SpecificRecord> T make(Class<T> type, GenericRecord record) {
        byte[] sent = bytes(record);
        T made = CODEC.decode(NO_TOPIC, sent, type);
        byte[] restored = CODEC.encode(NO_TOPIC, made);
        if (!Arrays.equals(sent, restored)) { // Maps have no order.
            requireSame(
                    FieldPath.ROOT,
                    JsonWriter.GENERIC.record(record),
                    JsonWriter.GENERIC.record(CODEC.decode(NO_TOPIC, restored)));
        }
        return made;
    }

    private byte[] bytes(GenericRecord record) {
        try {
            ByteBuffer bytes = encoder.encode(record);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
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
