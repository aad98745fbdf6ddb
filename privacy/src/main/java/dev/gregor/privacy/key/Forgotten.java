package dev.gregor.privacy.key;

import java.time.Instant;
import java.util.Objects;

/**
 * That the key of a subject is destroyed. It stays in the store, so that no new key is made for the subject.
 *
 * @param receipt the id of the receipt
 * @param at when it was asked for
 * @param by who asked for it
 * @param reason why, in the words of who asked
 */
public record Forgotten(String receipt, Instant at, String by, String reason) implements SubjectEntry {

    public Forgotten {
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
    }
}
