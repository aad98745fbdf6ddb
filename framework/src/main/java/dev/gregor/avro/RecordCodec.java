package dev.gregor.avro;

import static java.util.Objects.requireNonNull;

import dev.gregor.avro.record.RecordReader;
import dev.gregor.avro.record.RecordWriter;
import dev.gregor.avro.registry.UnknownSchemaException;
import dev.gregor.failure.PermanentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;

/** The codec of every wire format: a header that names the schema, then the record in Avro's binary encoding. */
final class RecordCodec implements AvroCodec {

    private static final int SHOWN_BYTES = 16;

    private record WriterKey(String topic, Schema schema) {}

    private record ReaderKey(Schema writer, Class<?> type) {}

    private final WireFormat format;
    private final Map<WriterKey, RecordWriter> writers = new ConcurrentHashMap<>();
    private final Map<ReaderKey, RecordReader<?>> readers = new ConcurrentHashMap<>();

    RecordCodec(WireFormat format) {
        this.format = format;
    }

    @Override
    public byte[] encode(String topic, SpecificRecord record) {
        WriterKey key = new WriterKey(topic, record.getSchema());
        RecordWriter writer = writers.get(key);
        if (writer == null) {
            WireFormat.Frame frame = format.frame(topic, key.schema());
            writer = new RecordWriter(frame.header(), frame.schema(), record);
            writers.put(key, writer);
        }
        return writer.write(topic, record);
    }

    /** The schema that records of a schema are written with, once one has been. */
    Schema written(String topic, Schema own) {
        return requireNonNull(writers.get(new WriterKey(topic, own))).written();
    }

    /** The number of bytes before each record. */
    int headerLength() {
        return format.headerLength();
    }

    @Override
    public byte[] encodeLike(String topic, byte[] other, GenericRecord record) {
        Schema schema = writerSchema(topic, other);
        try {
            byte[] bytes = RecordWriter.bytes(record, new GenericDatumWriter<>(schema));
            ByteBuffer whole = ByteBuffer.allocate(format.headerLength() + bytes.length);
            return whole.put(other, 0, format.headerLength()).put(bytes).array();
        } catch (IOException | RuntimeException e) {
            throw new PermanentException(
                    "No %s for topic %s can be written: %s".formatted(schema.getFullName(), topic, e), e);
        }
    }

    /** The same. */
    @Override
    public byte[] sealed(Schema schema, byte[] record) {
        return record;
    }

    /** None. */
    @Override
    public long replaced() {
        return 0;
    }

    @Override
    public <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type) {
        return decode(topic, value, type, SHOWN_BYTES);
    }

    /** The same for bytes with opened fields, which no message shows. */
    <T extends SpecificRecord> T decodeOpened(String topic, byte[] value, Class<T> type) {
        return decode(topic, value, type, headerLength());
    }

    private <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type, int shown) {
        ReaderKey key = new ReaderKey(writerSchema(topic, value), type);
        RecordReader<?> reader = readers.get(key);
        if (reader == null) {
            reader = readers.computeIfAbsent(key, k -> RecordReader.of(k.writer(), type));
        }
        return type.cast(read(topic, value, key.writer(), reader, shown));
    }

    @Override
    public GenericRecord decode(String topic, byte[] value) {
        return decode(topic, value, SHOWN_BYTES);
    }

    /** The same for bytes with opened fields, which no message shows. */
    GenericRecord decodeOpened(String topic, byte[] value) {
        return decode(topic, value, headerLength());
    }

    private GenericRecord decode(String topic, byte[] value, int shown) {
        ReaderKey key = new ReaderKey(writerSchema(topic, value), GenericRecord.class);
        RecordReader<?> reader = readers.computeIfAbsent(key, k -> RecordReader.generic(k.writer()));
        return (GenericRecord) read(topic, value, key.writer(), reader, shown);
    }

    @Override
    public Schema writerSchema(String topic, byte[] value) {
        try {
            return format.writerSchema(value);
        } catch (WireFormat.Unreadable e) {
            throw new PermanentException(describe(topic, value) + " does not begin with " + e.getMessage()
                    + ". Was it written with another serializer?");
        } catch (UnknownSchemaException e) {
            throw new UnknownSchemaException(describe(topic, value) + " names an unknown schema: " + e.getMessage(), e);
        } catch (PermanentException e) {
            throw new PermanentException(describe(topic, value) + " names an unknown schema: " + e.getMessage(), e);
        }
    }

    @Override
    public void register(String topic, Schema schema) {
        format.frame(topic, schema);
    }

    @Override
    public List<Schema> registered(String topic, Schema schema) {
        return format.registered(topic, schema);
    }

    @Override
    public void register(String topic, String message, Schema schema) {
        register(topic, schema);
        format.remember(message, schema);
    }

    @Override
    public List<Schema> registered(String topic, String message, Schema schema) {
        return format.registered(topic, message, schema);
    }

    private Object read(String topic, byte[] value, Schema writer, RecordReader<?> reader, int shown) {
        try {
            return reader.read(value, format.headerLength());
        } catch (IOException | RuntimeException e) {
            throw new PermanentException(
                    "%s is no %s, the schema that it names, or cannot be resolved to what is read: %s"
                            .formatted(describe(topic, value, shown), writer.getFullName(), e),
                    e);
        } catch (StackOverflowError e) {
            throw new PermanentException(
                    "%s is a %s that is nested too deep to be read"
                            .formatted(describe(topic, value, shown), writer.getFullName()),
                    e);
        }
    }

    private static String describe(String topic, byte[] value) {
        return describe(topic, value, SHOWN_BYTES);
    }

    private static String describe(String topic, byte[] value, int most) {
        int shown = Math.min(most, value.length);
        String bytes = HexFormat.ofDelimiter(" ").withUpperCase().formatHex(value, 0, shown);
        return "The value of %d bytes (%s%s) of topic %s"
                .formatted(value.length, bytes, shown < value.length ? " ..." : "", topic);
    }
}
