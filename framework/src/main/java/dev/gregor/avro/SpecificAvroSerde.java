package dev.gregor.avro;

import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.failure.PermanentException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A serde that takes the settings and writes the bytes of Confluent's serde of the same name. Records are read into the
 * class that is named as their schema is.
 *
 * @param <T> what all records of the topic have in common
 */
public final class SpecificAvroSerde<T extends SpecificRecord> implements Serde<T> {

    private @Nullable AvroCodec codec;

    /** For Kafka, which calls {@link #configure(Map, boolean)} before any use. */
    public SpecificAvroSerde() {}

    /** A serde that needs no settings. */
    public SpecificAvroSerde(AvroCodec codec) {
        this.codec = codec;
    }

    /**
     * Takes {@code schema.registry.url} and the other settings of Confluent's serde; the subject is named by
     * {@code TopicNameStrategy} unless said otherwise, as there. Does nothing if the codec is given already.
     */
    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (codec == null) {
            SubjectConfig config = SubjectConfig.of(settings, isKey, SubjectNames.TOPIC);
            codec = new RecordCodec(new ConfluentFormat(SchemaRegistry.of(settings), config, null));
        }
    }

    @Override
    public Serializer<T> serializer() {
        return this::serialize;
    }

    @Override
    public Deserializer<T> deserializer() {
        return this::deserialize;
    }

    // Kafka passes null for a deleted record, and takes it back.
    @SuppressWarnings("NullAway")
    private byte[] serialize(String topic, @Nullable T record) {
        return record == null ? null : codec().encode(topic, record);
    }

    @SuppressWarnings({"NullAway", "unchecked"})
    private T deserialize(String topic, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        Schema schema = codec().writerSchema(topic, value);
        return (T) codec().decode(topic, value, type(topic, schema));
    }

    private static Class<? extends SpecificRecord> type(String topic, Schema schema) {
        return GeneratedClasses.named(schema)
                .orElseThrow(() -> new PermanentException(
                        "Topic %s has a %s, but no generated class of that name is on the class path. Add its Avro schema to the build."
                                .formatted(topic, schema.getFullName())));
    }

    private AvroCodec codec() {
        if (codec == null) {
            throw new IllegalStateException("Call configure with schema.registry.url before the serde is used.");
        }
        return codec;
    }
}
