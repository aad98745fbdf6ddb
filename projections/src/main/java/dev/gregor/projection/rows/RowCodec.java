package dev.gregor.projection.rows;

import dev.gregor.avro.AvroCodec;
import dev.gregor.projection.ProjectionDefinition;
import org.apache.avro.specific.SpecificRecord;

/**
 * How the rows of one projection become bytes. Their schema belongs to the changelog topic of the rows, which is where
 * they are kept.
 */
public record RowCodec<R extends SpecificRecord>(
        ProjectionDefinition<R> definition, AvroCodec codec, String changelog) {

    /** Makes the schema known before the first row is written. */
    public void register() {
        codec.register(changelog, definition.rowSchema());
    }

    /** The bytes of a row. */
    public byte[] encode(R row) {
        return codec.encode(changelog, row);
    }

    /** The row in these bytes; throws as {@link AvroCodec#decode} does. */
    public R decode(byte[] value) {
        return codec.decode(changelog, value, definition.rowClass());
    }
}
