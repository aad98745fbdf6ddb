package dev.gregor.avro;

import dev.gregor.failure.PermanentException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** A catalog for tests and for what is never read by another process. */
final class MemoryCatalog implements SchemaCatalog {

    private final Map<Long, Schema> schemas = new ConcurrentHashMap<>();

    @Override
    public long register(Schema schema) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        schemas.putIfAbsent(fingerprint, schema);
        return fingerprint;
    }

    @Override
    public Schema schema(long fingerprint) {
        Schema schema = schemas.get(fingerprint);
        if (schema == null) {
            throw new PermanentException("No schema with the fingerprint %016x; %d are known. Register it first."
                    .formatted(fingerprint, schemas.size()));
        }
        return schema;
    }

    @Override
    public List<Schema> schemas(String fullName) {
        return schemas.values().stream()
                .filter(schema -> fullName.equals(schema.getFullName()))
                .toList();
    }

    @Override
    public void close() {
        schemas.clear();
    }
}
