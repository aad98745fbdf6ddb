package dev.gregor.projection.run;

import dev.gregor.avro.AvroCodec;
import dev.gregor.projection.ProjectionDefinition;
import org.apache.avro.specific.SpecificRecord;

/**
 * How the rows of one projection become bytes. Their schema belongs to the changelog topic of the rows, which is where
 * they are kept.
 */
record RowCodec<R extends SpecificRecord>(ProjectionDefinition<R> definition, AvroCodec codec, String changelog) {

    /** Makes the schema known before the first row is written. */
    void register() {
        codec.register(changelog, definition.rowSchema());
    }

    byte[] encode(R row) {
        return codec.encode(changelog, row);
    }

    R decode(byte[] value) {
        return codec.decode(changelog, value, definition.rowClass());
    }
}
