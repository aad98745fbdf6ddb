package dev.gregor.avro;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.PersonalFields;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro records as the values of Kafka records. The bytes name the schema that they were written with, so that what is
 * read is resolved from the writer's schema to the reader's.
 *
 * <p>Safe for use by many threads, and waits for nothing once a schema is known.
 */
public sealed interface AvroCodec permits RecordCodec, SealingCodec {

    /**
     * A codec of the Confluent wire format: a zero byte, the schema's id (4 bytes, big-endian), the record. The
     * subject is {@code <topic>-<record full name>} unless {@code value.subject.name.strategy} says otherwise.
     *
     * @param settings those of Confluent's Avro serializer, such as {@code auto.register.schemas}; others are ignored
     * @throws org.apache.kafka.common.config.ConfigException if a setting has an impossible value
     */
    static AvroCodec confluent(SchemaRegistry registry, Map<String, ?> settings) {
        return new RecordCodec(new ConfluentFormat(registry, SubjectConfig.ofValues(settings), null));
    }

    /**
     * The same with a catalog of which message each schema was for. A registry knows records by their names only, so that
     * without it a message whose class is renamed has no earlier schemas.
     */
    static AvroCodec confluent(SchemaRegistry registry, Map<String, ?> settings, SchemaCatalog messages) {
        return new RecordCodec(new ConfluentFormat(registry, SubjectConfig.ofValues(settings), messages));
    }

    /**
     * A codec of Avro's single-object encoding: the bytes C3 01, the schema's CRC-64-AVRO fingerprint (8 bytes,
     * little-endian), the record.
     */
    static AvroCodec singleObject(SchemaCatalog catalog) {
        return new RecordCodec(new SingleObjectFormat(catalog));
    }

    /**
     * A codec that writes the personal fields of records sealed, and reads them clear. They read as their replacement if the
     * subject is forgotten; what was written before in clear reads as it is. Records without personal fields are written as by
     * the codec itself.
     *
     * <p>Its methods throw as well what the seal throws, and {@link #encode} refuses a personal field whose subject's id is
     * empty.
     *
     * @param codec what writes and reads clear records; use it no more
     */
    static AvroCodec sealing(AvroCodec codec, FieldSeal seal) {
        return sealing(codec, seal, PersonalFields.NONE);
    }

    /**
     * The same, where classes mark fields that the schemas do not mark which records were written with.
     *
     * @param known the personal fields of the classes: they are sealed and opened as well in records that are written and read without
     *     their class
     */
    static AvroCodec sealing(AvroCodec codec, FieldSeal seal, PersonalFields known) {
        if (codec instanceof RecordCodec clear) {
            return new SealingCodec(clear, seal, known);
        }
        throw new IllegalArgumentException("The codec seals already");
    }

    /**
     * The bytes of a record. The first record of a schema makes the schema known, which takes a round trip.
     *
     * @throws dev.gregor.failure.PermanentException if a field has a value that its schema forbids, or the schema is
     *     refused
     * @throws dev.gregor.failure.TransientException if the schema is new and its store does not answer
     */
    byte[] encode(String topic, SpecificRecord record);

    /**
     * The bytes of a record in the form of other bytes, with the schema that these were written with.
     *
     * @param record has this schema and raw values, before any conversion of logical types
     * @throws dev.gregor.failure.PermanentException if a field has a value that its schema forbids, or the schema of the bytes is unknown
     * @throws dev.gregor.failure.TransientException if the schema is not known yet and its store does not answer
     */
    byte[] encodeLike(String topic, byte[] other, GenericRecord record);

    /**
     * The bytes of a record without what names its schema, sealed as {@link #encode} seals them; without personal fields, the same
     * bytes.
     *
     * @param record in Avro's binary encoding
     */
    byte[] sealed(Schema schema, byte[] record);

    /**
     * How many values were written as their replacement until now, since their subjects are forgotten: if the number has changed, what was
     * encoded meanwhile may read otherwise than it was given.
     */
    long replaced();

    /**
     * The record in bytes, resolved to the schema of the class.
     *
     * @throws dev.gregor.failure.PermanentException if the bytes are not such a record, or their schema is unknown: an
     *     {@link dev.gregor.avro.registry.UnknownSchemaException} if a registry does not know it
     * @throws dev.gregor.failure.TransientException if the schema is not known yet and its store does not answer
     */
    <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type);

    /** The record in bytes as it was written; throws as {@link #decode(String, byte[], Class)} does. */
    GenericRecord decode(String topic, byte[] value);

    /** The schema that bytes were written with; throws as {@link #decode(String, byte[], Class)} does. */
    Schema writerSchema(String topic, byte[] value);

    /**
     * Makes a schema known before the first record is written with it. A registry refuses what breaks its rules for
     * the subject; a catalog has no rules.
     *
     * @throws dev.gregor.failure.PermanentException if the schema is refused; the message names subject and field
     * @throws dev.gregor.failure.TransientException if the store of the schemas does not answer
     */
    void register(String topic, Schema schema);

    /**
     * The schemas that were registered for this one before: all versions of its subject, or in a catalog all that have
     * its full name.
     *
     * @throws dev.gregor.failure.TransientException if the store of the schemas does not answer
     */
    List<Schema> registered(String topic, Schema schema);

    /**
     * {@link #register(String, Schema) Makes a schema known} as one that a message is written with.
     *
     * @param message the logical type, such as {@code user.registered.v1}
     */
    void register(String topic, String message, Schema schema);

    /**
     * The schemas that a message was written with before, whatever its record was called then: those that were registered
     * for the message, those of this record that were registered for none, and all versions of the subject.
     *
     * @throws dev.gregor.failure.TransientException if the store of the schemas does not answer
     */
    List<Schema> registered(String topic, String message, Schema schema);
}
