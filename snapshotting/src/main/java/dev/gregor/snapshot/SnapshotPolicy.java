package dev.gregor.snapshot;

import java.time.Duration;
import java.util.Set;

/**
 * Decides after each accepted command whether a new snapshot of the aggregate is written. A snapshot saves reading the
 * events before it; it never changes what an aggregate decides. Combine policies with {@link #or}:
 *
 * <pre>{@code
 * SnapshotPolicy policy = SnapshotPolicy.afterEvents(100).or(SnapshotPolicy.whenEvent("user.deactivated.v1"));
 * }</pre>
 *
 * <p>A policy must be pure and thread-safe: every stream thread calls it for its own aggregates.
 */
@FunctionalInterface
public interface SnapshotPolicy {

    /** Whether a snapshot is due after the newest events of the tail. */
    boolean isDue(Tail tail);

    /**
     * Returns a policy that is due after a number of events since the snapshot.
     *
     * @param events 1 or more
     * @throws IllegalArgumentException if it is less
     */
    static SnapshotPolicy afterEvents(int events) {
        require(events >= 1, "events", events);
        return tail -> tail.events() >= events;
    }

    /**
     * Returns a policy that is due when the events since the snapshot take more than a number of bytes, as they are encoded.
     *
     * @param bytes 0 or more
     * @throws IllegalArgumentException if it is less
     */
    static SnapshotPolicy afterBytes(long bytes) {
        require(bytes >= 0, "bytes", bytes);
        return tail -> tail.bytes() > bytes;
    }

    /**
     * Returns a policy that is due when the newest event is later than the snapshot by more than an age. No time passes
     * without events.
     *
     * @param age not negative
     * @throws IllegalArgumentException if it is negative
     */
    static SnapshotPolicy afterAge(Duration age) {
        require(!age.isNegative(), "age", age);
        return tail -> tail.age().compareTo(age) > 0;
    }

    /**
     * Returns a policy that is due when an event of one of these logical types happens, such as {@code user.deactivated.v1}.
     */
    static SnapshotPolicy whenEvent(String... types) {
        Set<String> wanted = Set.of(types);
        return tail -> tail.newest().stream().anyMatch(type -> wanted.contains(type.toString()));
    }

    /**
     * Returns the standard policy: due when the events since the snapshot take more bytes than the snapshot. Snapshots
     * then at most double the bytes written, and an aggregate is read from at most twice the bytes of its snapshot.
     */
    static SnapshotPolicy amortised() {
        return tail -> tail.bytes() > tail.snapshotBytes();
    }

    /** Returns a policy that is never due: every aggregate is folded from all its events. */
    static SnapshotPolicy never() {
        return tail -> false;
    }

    /** Returns a policy that is due when this or the other policy is. */
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
