package dev.gregor.snapshot;

import dev.gregor.message.MessageType;
import java.time.Duration;
import java.util.List;

/**
 * The events of an aggregate since its snapshot, from which a {@link SnapshotPolicy} decides. Immutable.
 *
 * @param events how many there are, the newest included
 * @param bytes the size of their encoded values, in bytes
 * @param snapshotBytes the size of the snapshot, in bytes; 0 if there is none
 * @param age the time from the last event in the snapshot to the newest event; from the first event if there is none
 * @param newest the types of the events of the current command
 */
public record Tail(int events, long bytes, long snapshotBytes, Duration age, List<MessageType> newest) {

    /** Copies the types. */
    public Tail {
        newest = List.copyOf(newest);
    }
}
