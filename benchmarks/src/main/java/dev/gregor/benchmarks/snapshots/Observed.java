package dev.gregor.benchmarks.snapshots;

import dev.gregor.snapshot.SnapshotPolicy;
import dev.gregor.snapshot.Tail;

/** A policy that counts what it decided, and what a look-up of the aggregate would have to fold after each command. */
final class Observed implements SnapshotPolicy {

    private final SnapshotPolicy policy;
    private int snapshots;
    private int longest;

    Observed(SnapshotPolicy policy) {
        this.policy = policy;
    }

    @Override
    public boolean isDue(Tail tail) {
        boolean due = policy.isDue(tail);
        if (due) {
            snapshots++;
        } else {
            longest = Math.max(longest, tail.events());
        }
        return due;
    }

    int snapshots() {
        return snapshots;
    }

    /** The most events that were ever in the tail. */
    int longestTail() {
        return longest;
    }
}
