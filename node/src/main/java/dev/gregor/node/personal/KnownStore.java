package dev.gregor.node.personal;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.failure.PermanentException;
import dev.gregor.privacy.key.SubjectKeyStore;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That the store of keys is the one that was sealed with before. Its id is kept in the store and with the schemas of what is sealed: an empty
 * store, or another one, would let all read as its replacement, and seal by second keys.
 *
 * @param store of the keys
 * @param catalog where the id of the store is kept for each owner
 * @param lost the id of a store that is lost for good; null if none is
 */
public record KnownStore(
        SubjectKeyStore store,
        SchemaCatalog catalog,
        @Nullable String lost) {

    private static final String NOTE = "key-store/";

    /**
     * Compares the ids, and keeps that of the store for owners that have none.
     *
     * @param owners of what is sealed, such as aggregate types
     * @throws PermanentException if an owner was sealed with another store; names both and the cure
     */
    public void require(Collection<String> owners) {
        Optional<String> present = store.id();
        for (String owner : owners) {
            catalog.noted(NOTE + owner)
                    .filter(before -> !before.equals(lost) && !present.equals(Optional.of(before)))
                    .ifPresent(before -> {
                        throw refused(owner, before, present);
                    });
        }
        if (!owners.isEmpty()) {
            String id = present.orElseGet(() -> store.identify(UUID.randomUUID().toString()));
            owners.stream()
                    .filter(owner -> !catalog.noted(NOTE + owner).equals(Optional.of(id)))
                    .forEach(owner -> catalog.note(NOTE + owner, id));
        }
    }

    private static PermanentException refused(String owner, String before, Optional<String> present) {
        return new PermanentException(
                "The personal fields of '%s' are sealed with keys in the store %s, and %s: give the store that it was, from a backup if need be. If that is lost for good, and all that is sealed with it may read as its replacement, set gregor.privacy.lost-store=%s"
                        .formatted(
                                owner,
                                before,
                                present.map(id -> "the store that is given is " + id)
                                        .orElse("the store that is given is empty"),
                                before));
    }
}
