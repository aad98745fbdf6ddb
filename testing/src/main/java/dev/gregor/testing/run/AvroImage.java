package dev.gregor.testing.run;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.failure.PermanentException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.opentest4j.AssertionFailedError;

/** A record and the bytes that Avro wrote of it at one moment. */
public final class AvroImage {

    private static final String NO_TOPIC = "fixture";
    private static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());

    private final SpecificRecord record;
    private final List<String> lines;
    private final byte[] bytes;

    private AvroImage(SpecificRecord record) {
        this.record = record;
        this.lines = Lines.fields(record);
        this.bytes = write(record);
    }

    /** Takes the image, and fails if the record cannot be written. */
    public static AvroImage of(SpecificRecord record) {
        return new AvroImage(record);
    }

    /** Fails if the record is another when it is read back. */
    public void requireSurvival() {
        SpecificRecord copy = read();
        if (!copy.equals(record)) {
            throw new Difference(lines, Lines.fields(copy))
                    .failure(
                            name(record) + " is another record when Avro has read it back (- written, + read):",
                            List.of("Give its fields values that their schema can hold."));
        }
    }

    /** Fails if the record has changed since the image was taken. */
    void requireUnchanged(String doing) {
        List<String> now = Lines.fields(record);
        if (!lines.equals(now) || !Arrays.equals(bytes, write(record))) {
            throw new Difference(lines, now)
                    .failure(
                            doing + " changed the " + name(record) + " that it was given (- before, + after):",
                            List.of(
                                    "Build a new record, such as by newBuilder(state), and leave the given one alone."));
        }
    }

    private static byte[] write(SpecificRecord record) {
        try {
            return CODEC.encode(NO_TOPIC, record);
        } catch (PermanentException e) {
            throw failure(name(record) + " cannot be written as Avro", e.getCause() == null ? e : e.getCause());
        }
    }

    private SpecificRecord read() {
        try {
            return CODEC.decode(NO_TOPIC, bytes, record.getClass());
        } catch (PermanentException e) {
            throw failure(
                    name(record) + " was written as Avro but cannot be read back",
                    e.getCause() == null ? e : e.getCause());
        }
    }

    private static String name(SpecificRecord record) {
        return record.getSchema().getName();
    }

    private static AssertionFailedError failure(String problem, Throwable cause) {
        return new AssertionFailedError(
                problem + ": " + cause.getMessage() + ". Give its fields values that their schema can hold.", cause);
    }
}
