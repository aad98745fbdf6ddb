package dev.gregor.privacy.key.topic;

import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the records of the topic say, one after the other:
 *
 * <ul>
 *   <li>the first key of a subject counts, and one that is wrapped anew under the id of that one;
 *   <li>the first record that says it is forgotten counts more than any key;
 *   <li>all others have lost: their values are to be deleted.
 * </ul>
 *
 * <p>One thread applies records, any thread may ask.
 */
final class KeyFold {

    /** An entry, and the record that it is from. */
    private record Held(SubjectEntry entry, String id, boolean settled, long offset) {

        RecordKey key(String subject) {
            return RecordKey.of(entry, id, subject);
        }

        boolean isForgotten() {
            return entry instanceof Forgotten;
        }

        /** Whether it counts more than what was there before it. */
        boolean beats(Held before) {
            if (isForgotten() != before.isForgotten()) {
                return isForgotten();
            }
            return id.equals(before.id) || (settled && !before.settled);
        }
    }

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Set<RecordKey> lost = ConcurrentHashMap.newKeySet();
    private volatile long end;
    private volatile @Nullable String storeId;

    /** Applies a record; without a value it deletes what had its key. */
    void apply(RecordKey key, @Nullable RecordValue value, long offset) {
        if (value == null) {
            delete(key);
            return;
        }
        Held now = new Held(value.entry(), key.id(), value.settled(), offset);
        Held before = held.get(key.subject());
        if (before == null || now.beats(before)) {
            held.put(key.subject(), now);
            if (before != null && !before.id().equals(now.id())) {
                lost.add(before.key(key.subject()));
            }
        } else if (!before.id().equals(now.id())) {
            lost.add(key);
        }
    }

    /** Applies a record with an id of the store; the first one counts. */
    void identify(String id) {
        storeId = storeId == null ? id : storeId;
    }

    /** The id of the store, as far as the topic is read. */
    Optional<String> storeId() {
        return Optional.ofNullable(storeId);
    }

    private void delete(RecordKey key) {
        lost.remove(key);
        Held there = held.get(key.subject());
        if (there != null && there.key(key.subject()).equals(key)) {
            held.remove(key.subject());
        }
    }

    /**
     * Takes note that this is the end of the topic. Before, an entry may be one that has lost: compaction takes away a record
     * that counts when a later one of its key is there.
     */
    void reachesEnd(long position) {
        end = position;
    }

    /** The entry of a subject, unless more has to be read to know it. */
    Optional<SubjectEntry> certain(String subject) {
        Held there = held.get(subject);
        return there != null && (there.isForgotten() || there.settled() || there.offset() < end)
                ? Optional.of(there.entry())
                : Optional.empty();
    }

    /** The entry of a subject, as far as the topic is read. */
    Optional<SubjectEntry> entry(String subject) {
        return Optional.ofNullable(held.get(subject)).map(Held::entry);
    }

    /** The key of the record that counts for a subject. */
    Optional<RecordKey> key(String subject) {
        return Optional.ofNullable(held.get(subject)).map(there -> there.key(subject));
    }

    void forEach(BiConsumer<String, SubjectEntry> action) {
        held.forEach((subject, there) -> action.accept(subject, there.entry()));
    }

    int size() {
        return held.size();
    }

    /** The keys of records whose values are to be deleted, once the end is reached. */
    Set<RecordKey> lost() {
        return lost;
    }

    /** Whether a value of a subject is to be deleted that has not been yet. */
    boolean hasLost(String subject) {
        return lost.stream().anyMatch(each -> each.subject().equals(subject));
    }
}
