package dev.gregor.avro.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Hashes records of one class: equal records have equal hashes, whatever the order of the entries of their maps, and different
 * ones practically never. Not thread-safe.
 */
public final class RecordDigest {

    private static final int BYTES = 16;

    private final long schema;
    private final Writer writer;
    private final MessageDigest digest = sha256();
    private final OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

    /** Hashes records of this class. */
    public RecordDigest(Class<? extends SpecificRecord> type) {
        SpecificData model = GeneratedClasses.model(type);
        Schema read = model.getSchema(type);
        this.schema = SchemaNormalization.fingerprint64(read.toString().getBytes(UTF_8));
        this.writer = new Writer(read, model);
    }

    /** A fingerprint of the schema of the class, defaults included: hashes of another one are not to be compared. */
    public long schema() {
        return schema;
    }

    /**
     * The first half of the SHA-256 of the record in Avro's binary encoding, with the entries of maps in the order of keys.
     *
     * @throws PermanentException if a field has a value that its schema forbids
     */
    public byte[] hash(SpecificRecord record) {
        try {
            writer.write(record, encoder);
            encoder.flush();
            return Arrays.copyOf(digest.digest(), BYTES);
        } catch (IOException e) {
            throw new PermanentException(
                    "A %s cannot be hashed: %s".formatted(record.getSchema().getFullName(), e), e);
        }
    }

    /**
     * The same hash of what is made of these bytes.
     *
     * @param change makes other bytes of the record in that encoding
     * @throws PermanentException if a field has a value that its schema forbids
     */
    public byte[] hash(SpecificRecord record, UnaryOperator<byte[]> change) {
        try {
            return Arrays.copyOf(digest.digest(change.apply(RecordWriter.bytes(record, writer))), BYTES);
        } catch (IOException e) {
            throw new PermanentException(
                    "A %s cannot be hashed: %s".formatted(record.getSchema().getFullName(), e), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static final class Writer extends SpecificDatumWriter<Object> {

        private static final Comparator<Map.Entry<Object, Object>> BY_KEY =
                Comparator.comparing(entry -> entry.getKey().toString());

        Writer(Schema schema, SpecificData model) {
            super(schema, model);
        }

        @Override
        protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
            List<Map.Entry<Object, Object>> entries = new ArrayList<>();
            super.getMapEntries(map).forEach(entries::add);
            entries.sort(BY_KEY);
            return entries;
        }
    }
}
