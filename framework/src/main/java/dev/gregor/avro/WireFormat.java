package dev.gregor.avro;

import java.util.List;
import org.apache.avro.Schema;

/** How bytes name the schema that they were written with. */
sealed interface WireFormat permits ConfluentFormat, SingleObjectFormat {

    /** The bytes before each record, and the schema that the record is written with. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Frame(byte[] header, Schema schema) {}

    /** Makes the schema of a record known and says how to write it; may wait for a round trip. */
    Frame frame(String topic, Schema schema);

    /** The schema named in bytes; throws {@link Unreadable} if they do not begin as they should. */
    Schema writerSchema(byte[] value);

    /** The schemas registered earlier for what has this schema now. */
    List<Schema> registered(String topic, Schema schema);

    /** The schemas that a message was written with earlier, whatever its record was called, the one of now among them. */
    List<Schema> registered(String topic, String message, Schema schema);

    /** Remembers that a message is written with a schema, which is registered already. */
    void remember(String message, Schema schema);

    /** The length in bytes of the header. */
    int headerLength();

    /** Bytes that do not begin with a header of the format. */
    final class Unreadable extends RuntimeException {
        Unreadable(String expected) {
            super(expected);
        }
    }
}
