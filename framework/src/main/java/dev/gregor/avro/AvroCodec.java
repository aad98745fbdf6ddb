package dev.gregor.avro;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Temp. */
public interface AvroCodec {
    /** Temp. */
    byte[] encode(String topic, SpecificRecord record);
    /** Temp. */
    <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type);
    /** Temp. */
    void register(String topic, Schema schema);
}
