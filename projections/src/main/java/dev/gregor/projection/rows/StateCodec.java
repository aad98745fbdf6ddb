package dev.gregor.projection.rows;

import dev.gregor.avro.AvroCodec;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** How the states of aggregates become bytes. Their schemas belong to the changelog topic that they are kept in. */
public record StateCodec(AvroCodec codec, String changelog) {

    /** Makes a schema known before the first state is written with it. */
    public void register(Schema schema) {
        codec.register(changelog, schema);
    }

    /** The bytes of a state. */
    public byte[] encode(SpecificRecord state) {
        return codec.encode(changelog, state);
    }

    /** The state in these bytes; throws as {@link AvroCodec#decode} does. */
    public <S extends SpecificRecord> S decode(byte[] value, Class<S> type) {
        return codec.decode(changelog, value, type);
    }
}
