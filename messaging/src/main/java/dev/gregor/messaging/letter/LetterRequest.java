package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.messaging.letter.audit.AuditEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done with dead letters. It is meant for those that were there, or failed last, before it was made.
 *
 * @param id names it
 * @param action what to do
 * @param filter with which letters
 * @param perSecond how many letters a second at most, over all instances; 0 for no limit
 * @param by who wants it
 * @param reason why; empty for a retry
 * @param time when it was made
 * @param editedTopic the topic in which the letter was when it was given another value; nothing unless it is an {@link Action#EDIT}
 * @param editedOffset where the letter with another value is in that topic; nothing unless it is an {@link Action#EDIT}
 */
public record LetterRequest(
        String id,
        Action action,
        LetterFilter filter,
        double perSecond,
        String by,
        String reason,
        Instant time,
        @Nullable String editedTopic,
        @Nullable Long editedOffset) {

    /** One that is made now. */
    static LetterRequest of(Action action, LetterFilter filter, double perSecond, String by, String reason) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new LetterRequest(UUID.randomUUID().toString(), action, filter, perSecond, by, reason, now, null, null);
    }

    /** The same with the place of the letter with another value. */
    LetterRequest writtenAt(String topic, long offset) {
        return new LetterRequest(id, action, filter, perSecond, by, reason, time, topic, offset);
    }

    /** Whether this gives a letter a value that it does not have yet. The letter may have moved to another topic, where the offset says nothing. */
    public boolean edits(DeadLetter letter) {
        return editedOffset != null
                && letter.letterOffset() < editedOffset
                && (editedTopic == null || editedTopic.equals(letter.recordTopic()))
                && filter.matches(letter);
    }

    /** The letter with the value that this gives it, if it gives it one. */
    public DeadLetter edited(DeadLetter letter) {
        return editedOffset == null ? letter : letter.writtenAt(editedOffset);
    }

    /** That its letter cannot be given another value. */
    public AuditEntry lost() {
        String letter = filter.id();
        return AuditEntry.now(
                        AuditEntry.Action.EDIT,
                        by,
                        letter == null ? "" : letter,
                        AuditEntry.Outcome.FAILED,
                        "The letter is gone, or was given up meanwhile")
                .of(id, reason);
    }

    /** What this has done with a letter, for the audit log. */
    public AuditEntry audit(DeadLetter letter, AuditEntry.Outcome outcome, String detail) {
        AuditEntry.Action done = letter.hasFailed() || outcome == AuditEntry.Outcome.DISCARDED
                ? AuditEntry.Action.valueOf(action.name())
                : AuditEntry.Action.RELEASE;
        return AuditEntry.now(done, by, letter.id(), outcome, detail).of(id, reason);
    }

    /** That this was asked for. */
    AuditEntry asked() {
        String letter = filter.id();
        return AuditEntry.now(
                        AuditEntry.Action.valueOf(action.name()),
                        by,
                        letter == null ? "" : letter,
                        AuditEntry.Outcome.ASKED,
                        letter == null ? new String(LetterLogFormat.write(filter), UTF_8) : "")
                .of(id, reason);
    }

    /** What can be done with a dead letter. */
    public enum Action {
        /** Handle it again, and then those behind it in order. */
        RETRY,
        /** Take it out of the way without handling it. */
        DISCARD,
        /** Handle it again with another value, and then those behind it in order. */
        EDIT
    }
}
