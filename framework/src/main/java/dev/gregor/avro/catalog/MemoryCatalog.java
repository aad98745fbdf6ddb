package dev.gregor.avro.catalog;

import dev.gregor.failure.PermanentException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** A catalog for tests and for what is never read by another process. */
final class MemoryCatalog implements SchemaCatalog {

    private final Map<Long, CatalogEntry> schemas = new ConcurrentHashMap<>();
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    @Override
    public long register(Schema schema) {
        return register(schema, Set.of());
    }

    @Override
    public long register(String message, Schema schema) {
        return register(schema, Set.of(message));
    }

    private long register(Schema schema, Set<String> messages) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        schemas.merge(fingerprint, new CatalogEntry(schema, messages), CatalogEntry::with);
        return fingerprint;
    }

    @Override
    public Schema schema(long fingerprint) {
        CatalogEntry entry = schemas.get(fingerprint);
        if (entry == null) {
            throw new PermanentException("No schema with the fingerprint %016x; %d are known. Register it first."
                    .formatted(fingerprint, schemas.size()));
        }
        return entry.schema();
    }

    @Override
    public List<Schema> schemas(String fullName) {
        return CatalogEntry.named(schemas.values(), fullName);
    }

    @Override
    public List<Schema> schemas(String message, String fullName) {
        return CatalogEntry.of(schemas.values(), message, fullName);
    }

    @Override
    public Optional<String> noted(String about) {
        return Optional.ofNullable(notes.get(about));
    }

    @Override
    public void note(String about, String text) {
        notes.put(about, text);
    }

    @Override
    public void close() {
        schemas.clear();
    }
}
