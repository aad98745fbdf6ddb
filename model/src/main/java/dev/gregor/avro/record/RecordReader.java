package dev.gregor.avro.record;

import dev.gregor.avro.schema.MovedNames;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads records that were written with one schema.
 *
 * @param <T> what they are read as
 */
public final class RecordReader<T> {

    private final Class<T> type;
    private final DatumReader<?> reader;
    private final Optional<MatchedRecords> matched;

    private RecordReader(Class<T> type, DatumReader<?> reader, Optional<MatchedRecords> matched) {
        this.type = type;
        this.reader = reader;
        this.matched = matched;
    }

    /** Reads what was written with a schema as records of a generated class. */
    public static <T extends SpecificRecord> RecordReader<T> of(Schema written, Class<T> type) {
        SpecificData model = GeneratedClasses.model(type);
        Schema read = MovedNames.known(written, ClassSchema.of(type, model));
        return new RecordReader<>(
                type, new SpecificDatumReader<>(written, read, model), MatchedRecords.between(written, read));
    }

    /** Reads what was written with a schema as it is. */
    public static RecordReader<GenericRecord> generic(Schema written) {
        return new RecordReader<>(GenericRecord.class, new GenericDatumReader<>(written), Optional.empty());
    }

    /**
     * Reads one record that begins after the header and ends with the value. Throws what Avro throws if the bytes are no such record.
     */
    public T read(byte[] value, int header) throws IOException {
        if (matched.isPresent()) {
            matched.get().check(value, header);
        }
        return type.cast(BoundedDecoder.read(value, header, reader));
    }
}
