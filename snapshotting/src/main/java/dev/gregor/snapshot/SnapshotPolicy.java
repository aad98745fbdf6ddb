package dev.gregor.snapshot;

import java.time.Duration;
import java.util.Set;

/**
 * Decides after each command whether the events since the snapshot are folded into a new one. Policies are pure,
 * immutable and combine: {@code afterEvents(100).or(whenEvent("user.deactivated.v1"))}.
 */
@FunctionalInterface
public interface SnapshotPolicy {

    /** Whether a snapshot is due. */
    boolean isDue(Tail tail);

    /** After so many events. */
    static SnapshotPolicy afterEvents(int events) {
        require(events >= 1, "events", events);
        return tail -> tail.events() >= events;
    }

    /** When the events since the snapshot have more than so many bytes. */
    static SnapshotPolicy afterBytes(long bytes) {
        require(bytes >= 0, "bytes", bytes);
        return tail -> tail.bytes() > bytes;
    }

    /** When the snapshot is older than this, measured in the times of events. */
    static SnapshotPolicy afterAge(Duration age) {
        require(!age.isNegative(), "age", age);
        return tail -> tail.age().compareTo(age) > 0;
    }

    /** When an event of one of these logical types happens, such as {@code user.deactivated.v1}. */
    static SnapshotPolicy whenEvent(String... types) {
        Set<String> wanted = Set.of(types);
        return tail -> tail.newest().stream().anyMatch(type -> wanted.contains(type.toString()));
    }

    /**
     * When the events since the snapshot have more bytes than the snapshot: writing snapshots then at most doubles what
     * is written, and reading an aggregate takes at most twice its snapshot.
     */
    static SnapshotPolicy amortised() {
        return tail -> tail.bytes() > tail.snapshotBytes();
    }

    /** Never: every aggregate is folded from all its events. */
    static SnapshotPolicy never() {
        return tail -> false;
    }

    /** When this or the other policy says so. */
    default SnapshotPolicy or(SnapshotPolicy other) {
        return tail -> isDue(tail) || other.isDue(tail);
    }

    private static void require(boolean valid, String what, Object value) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "A snapshot policy after " + value + " " + what + " cannot be; choose a larger value");
        }
    }
}
