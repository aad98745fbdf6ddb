package dev.gregor.avro.catalog;

import dev.gregor.avro.seal.PersonalFields;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;

/**
 * A schema in a catalog.
 *
 * @param messages the logical types of the messages that it has been written for; empty if nobody said so
 */
record CatalogEntry(Schema schema, Set<String> messages) {

    CatalogEntry {
        messages = Set.copyOf(messages);
    }

    /**
     * The same with the messages of another entry as well. The first schema of a fingerprint stays: bytes are read as those
     * read them who wrote them. But one that marks more fields as personal takes its place.
     */
    CatalogEntry with(CatalogEntry more) {
        Set<String> all = new TreeSet<>(messages);
        all.addAll(more.messages);
        return new CatalogEntry(marksAll(more) ? schema : more.schema, all);
    }

    /** Whether nothing is in another entry that this one does not have. */
    boolean hasAll(CatalogEntry other) {
        return messages.containsAll(other.messages) && marksAll(other);
    }

    private boolean marksAll(CatalogEntry other) {
        return PersonalFields.in(schema).containsAll(PersonalFields.in(other.schema));
    }

    /** The schemas whose record has this name. */
    static List<Schema> named(Collection<CatalogEntry> entries, String fullName) {
        return entries.stream()
                .map(CatalogEntry::schema)
                .filter(schema -> fullName.equals(schema.getFullName()))
                .toList();
    }

    /** The schemas of a message, and those of its record's name of which nobody said for what they are. */
    static List<Schema> of(Collection<CatalogEntry> entries, String message, String fullName) {
        return entries.stream()
                .filter(entry -> entry.messages.isEmpty()
                        ? fullName.equals(entry.schema.getFullName())
                        : entry.messages.contains(message))
                .map(CatalogEntry::schema)
                .toList();
    }
}
