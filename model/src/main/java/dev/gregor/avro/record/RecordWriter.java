package dev.gregor.avro.record;

import dev.gregor.failure.PermanentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Conversion;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Writes the records of one class to one topic. */
public final class RecordWriter {

    private static final ThreadLocal<Buffer> BUFFERS = ThreadLocal.withInitial(Buffer::new);
    private static final int KEPT_BYTES = 1 << 16;

    private final byte[] header;
    private final Schema own;
    private final Schema written;
    private final boolean same;
    private final DatumWriter<Object> writer;

    /** Writes records like this one with a schema, after a header. */
    public RecordWriter(byte[] header, Schema written, SpecificRecord record) {
        this.header = header;
        this.own = record.getSchema();
        this.written = written;
        this.same = sameLayout(own, written);
        this.writer = new ExactWriter(own, GeneratedClasses.model(record.getClass()));
    }

    private static boolean sameLayout(Schema own, Schema written) {
        return SchemaNormalization.toParsingForm(own).equals(SchemaNormalization.toParsingForm(written));
    }

    /** The schema that the records are written with. */
    public Schema written() {
        return written;
    }

    /** The bytes of a record, header included. */
    public byte[] write(String topic, SpecificRecord record) {
        Buffer buffer = BUFFERS.get();
        try {
            return same ? buffer.write(header, writer, record) : projected(buffer, record);
        } catch (IOException | RuntimeException e) {
            throw new PermanentException(
                    "A %s cannot be written to topic %s: %s. Check the record's fields against its schema."
                            .formatted(own.getFullName(), topic, e),
                    e);
        } finally {
            buffer.trim();
        }
    }

    /** A specific record is written by the positions of its own fields, so another schema needs a detour. */
    private byte[] projected(Buffer buffer, SpecificRecord record) throws IOException {
        byte[] bytes = buffer.write(new byte[0], writer, record);
        Object generic = BoundedDecoder.read(bytes, 0, new GenericDatumReader<>(own, written));
        return buffer.write(header, new GenericDatumWriter<>(written), generic);
    }

    /** A record without a header. */
    public static byte[] bytes(Object record, DatumWriter<Object> writer) throws IOException {
        Buffer buffer = BUFFERS.get();
        try {
            return buffer.write(new byte[0], writer, record);
        } finally {
            buffer.trim();
        }
    }

    /** Writes nanoseconds as they are, whatever conversion the class was generated with. */
    static final class ExactWriter extends SpecificDatumWriter<Object> {
        ExactWriter(Schema schema, SpecificData model) {
            super(schema, model);
        }

        @Override
        protected <T> @Nullable Object convert(
                Schema schema, LogicalType type, @Nullable Conversion<T> conversion, @Nullable Object datum) {
            return super.convert(schema, type, NanosConversions.inPlaceOf(conversion), datum);
        }
    }

    private static final class Buffer {
        private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable BinaryEncoder encoder;

        byte[] write(byte[] header, DatumWriter<Object> writer, Object record) throws IOException {
            // A write that failed may have left bytes in the encoder, which go to the stream here.
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            bytes.reset();
            bytes.write(header, 0, header.length);
            writer.write(record, encoder);
            encoder.flush();
            return bytes.toByteArray();
        }

        void trim() {
            if (bytes.size() > KEPT_BYTES) {
                bytes = new ByteArrayOutputStream();
            }
        }
    }
}
