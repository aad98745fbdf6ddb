package dev.gregor.avro.catalog;

import dev.gregor.kafka.rights.Rights;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.acl.AclOperation;

/** Schemas by their CRC-64-AVRO fingerprint. Safe for use by many threads. */
public sealed interface SchemaCatalog extends Closeable permits MemoryCatalog, TopicCatalog {

    /** A catalog that lives as long as the object. */
    static SchemaCatalog inMemory() {
        return new MemoryCatalog();
    }

    /**
     * A catalog in a compacted topic (key: fingerprint as 16 hex digits, value: schema as JSON). Reads the whole topic
     * before it returns, and follows it with a daemon thread of its own until closed.
     *
     * @param client settings of the Kafka clients, such as {@code bootstrap.servers}
     * @param wait how long a look-up waits at most until the topic is read up to its end, where a schema may be that another instance
     *     has just added
     * @param topicMaker makes the topic unless it is there; is called again when it was deleted, and what is known is written to it then
     * @throws dev.gregor.failure.PermanentException if the topic does not exist then
     * @throws dev.gregor.failure.TransientException if the brokers do not answer within {@code default.api.timeout.ms}
     */
    static SchemaCatalog ofTopic(String topic, Map<String, Object> client, Duration wait, Runnable topicMaker) {
        topicMaker.run();
        return TopicCatalog.open(topic, CatalogClients.of(client), wait, topicMaker);
    }

    /** What a catalog in a topic needs to be allowed, with making the topic. */
    static Rights rights(String topic) {
        return Rights.topic(
                topic, AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ, AclOperation.WRITE);
    }

    /**
     * Makes a schema known and returns its fingerprint; what is known already costs nothing. In a topic, returns once
     * all in-sync replicas have it.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not acknowledge the schema
     */
    long register(Schema schema);

    /**
     * Makes a schema known as one that a message is written with, whatever its record is called; otherwise as
     * {@link #register(Schema)}.
     *
     * @param message the logical type, such as {@code user.registered.v1}
     */
    long register(String message, Schema schema);

    /**
     * The schema of a fingerprint.
     *
     * @throws dev.gregor.failure.PermanentException if nobody registered it
     * @throws dev.gregor.failure.TransientException if it is not known and the topic cannot be read to its end within the wait
     */
    Schema schema(long fingerprint);

    /** All known schemas with this full name, in no particular order. */
    List<Schema> schemas(String fullName);

    /**
     * The schemas that a message was written with, in no particular order, and those that have the full name of its record
     * and were registered for no message.
     */
    List<Schema> schemas(String message, String fullName);

    /**
     * What was noted about something that is written with the schemas; empty if nothing was. It is kept here because without the schemas
     * nothing can be read anyway.
     *
     * @param about of what kind, a slash, and what, such as {@code key-store/user}
     */
    Optional<String> noted(String about);

    /**
     * Notes something, in place of what was noted before.
     *
     * @param about of what kind, a slash, and what
     * @throws dev.gregor.failure.TransientException if the brokers do not acknowledge it
     */
    void note(String about, String text);

    /** Ends the thread and the clients, if any. */
    @Override
    void close();
}
