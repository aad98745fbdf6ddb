package dev.gregor.avro;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.registry.RegisteredSchema;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.avro.schema.Reading;
import dev.gregor.failure.PermanentException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format, see <a
 * href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">its
 * description</a>.
 */
record ConfluentFormat(
        SchemaRegistry registry,
        SubjectConfig config,
        @Nullable SchemaCatalog messages) implements WireFormat {

    private static final int LENGTH = 5;
    private static final byte MAGIC = 0;

    @Override
    public Frame frame(String topic, Schema schema) {
        Schema known = config.removesJavaProperties() ? JavaProperties.without(schema) : schema;
        String subject = config.subject(topic, schema);
        if (config.registers()) {
            return frame(registry.register(subject, known), schema);
        }
        return config.usesLatest() ? latest(subject, schema) : frame(registry.id(subject, known), schema);
    }

    private Frame latest(String subject, Schema schema) {
        RegisteredSchema latest = registry.latest(subject);
        List<String> breaks = Reading.misreadings(schema, latest.schema()).stream()
                .map(each -> each.ofCurrent(latest.schema().getFullName()))
                .toList();
        if (config.isStrict() && !breaks.isEmpty()) {
            throw new PermanentException(
                    "A %s cannot be written with version %d of subject %s: %s. Register the newer schema, or set latest.compatibility.strict=false."
                            .formatted(schema.getFullName(), latest.version(), subject, String.join("; ", breaks)));
        }
        return frame(latest.id(), latest.schema());
    }

    private static Frame frame(int id, Schema schema) {
        byte[] header = ByteBuffer.allocate(LENGTH).put(MAGIC).putInt(id).array();
        return new Frame(header, schema);
    }

    @Override
    public Schema writerSchema(byte[] value) {
        if (value.length < LENGTH || value[0] != MAGIC) {
            throw new Unreadable("00 and a 4-byte schema id (Confluent wire format)");
        }
        return registry.schema(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
    }

    @Override
    public List<Schema> registered(String topic, Schema schema) {
        return registry.versions(config.subject(topic, schema)).stream()
                .map(RegisteredSchema::schema)
                .toList();
    }

    /** A registry knows records by their names only, so that a catalog knows which were those of a message. */
    @Override
    public List<Schema> registered(String topic, String message, Schema schema) {
        List<Schema> registered = new ArrayList<>(registered(topic, schema));
        if (messages != null) {
            registered.addAll(messages.schemas(message, schema.getFullName()));
        }
        return registered;
    }

    @Override
    public void remember(String message, Schema schema) {
        if (messages != null) {
            messages.register(message, schema);
        }
    }

    @Override
    public int headerLength() {
        return LENGTH;
    }
}
