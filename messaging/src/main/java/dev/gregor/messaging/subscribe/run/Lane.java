package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.audit.AuditEntry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a key of a partition, which are handled one after the other: its dead letters, then those that wait. Belongs to the
 * polling thread, except {@link #work}.
 */
final class Lane {

    private static final int MAX_RUN = 64;

    final PartitionWork work;
    final Object key;
    final Deque<ParkedLetter> letters = new ArrayDeque<>(1);
    final Deque<Received> waiting = new ArrayDeque<>(1);

    /** Whether a worker has it. */
    boolean busy;
    /** Whether it is to be looked at. */
    boolean queued;
    /** Whether it waits for its time. */
    boolean delayed;
    /** How often the first record has failed. */
    int failures;
    /** In whose name its letters are handled. */
    @Nullable
    LetterRequest request;

    long dueNanos;
    /** When it is looked at because its first letter is handled again then. */
    @Nullable
    Instant awaited;

    Lane(PartitionWork work, Object key) {
        this.work = work;
        this.key = key;
    }

    /** What a worker may do at once. */
    List<Received> nextRun() {
        List<Received> next = new ArrayList<>();
        for (Iterator<Received> each = waiting.iterator(); each.hasNext() && next.size() < MAX_RUN; ) {
            next.add(each.next());
        }
        return next;
    }

    /** Notes what has become of a letter, unless it was handled again by itself. */
    void audit(List<AuditEntry> audited, DeadLetter letter, AuditEntry.Outcome outcome, String detail) {
        LetterRequest asked = request;
        if (asked != null) {
            audited.add(asked.audit(letter, outcome, detail));
        } else if (!letter.hasFailed()) {
            audited.add(AuditEntry.now(AuditEntry.Action.RELEASE, "", letter.id(), outcome, detail));
        }
    }

    /** The key of its letters, for people. */
    String letterKey() {
        ParkedLetter first = letters.peek();
        return first == null ? "" : first.letter().key();
    }

    boolean isEmpty() {
        return letters.isEmpty() && waiting.isEmpty() && !busy && !queued && !delayed;
    }
}
