package dev.gregor.privacy.key.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The key of a record: {@code key/<id>/<subject>} or {@code forgotten/<id>/<subject>}. The id is the record's own, so that compaction,
 * which keeps the last record of each key, keeps the first one of a subject too. And {@code store/<id>/}, which has the id of the store.
 */
record RecordKey(Kind kind, String id, String subject) {

    private static final int PARTS = 3;

    /** What a record says of its subject. */
    enum Kind {
        KEY,
        FORGOTTEN,
        STORE;

        private final String word = name().toLowerCase(Locale.ROOT);
    }

    /** That of a new record with this entry. */
    static RecordKey fresh(SubjectEntry entry, String subject) {
        return of(entry, UUID.randomUUID().toString(), subject);
    }

    /** That of the record with the id of the store. */
    static RecordKey ofStore(String id) {
        return new RecordKey(Kind.STORE, id, "");
    }

    static RecordKey of(SubjectEntry entry, String id, String subject) {
        return new RecordKey(entry instanceof Forgotten ? Kind.FORGOTTEN : Kind.KEY, id, subject);
    }

    /** Nothing if it is none of ours. */
    static Optional<RecordKey> parse(byte[] key) {
        String[] parts = new String(key, UTF_8).split("/", PARTS);
        return parts.length < PARTS
                ? Optional.empty()
                : Arrays.stream(Kind.values())
                        .filter(kind -> kind.word.equals(parts[0]))
                        .findFirst()
                        .map(kind -> new RecordKey(kind, parts[1], parts[2]));
    }

    byte[] bytes() {
        return String.join("/", kind.word, id, subject).getBytes(UTF_8);
    }
}
