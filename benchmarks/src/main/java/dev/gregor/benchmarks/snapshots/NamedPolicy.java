package dev.gregor.benchmarks.snapshots;

import dev.gregor.snapshot.SnapshotPolicy;
import java.time.Duration;
import java.util.List;

/**
 * A policy to be measured.
 *
 * @param name as a user would write it
 * @param policy what it does
 */
record NamedPolicy(String name, SnapshotPolicy policy) {

    /** From the longest tail to none, and the one that goes by the size of the state. */
    static final List<NamedPolicy> ALL = List.of(
            new NamedPolicy("never", SnapshotPolicy.never()),
            new NamedPolicy("afterAge(1 h)", SnapshotPolicy.afterAge(Duration.ofHours(1))),
            new NamedPolicy("afterEvents(100)", SnapshotPolicy.afterEvents(100)),
            new NamedPolicy("afterBytes(16 KiB)", SnapshotPolicy.afterBytes(16 * 1024)),
            new NamedPolicy("afterEvents(10)", SnapshotPolicy.afterEvents(10)),
            new NamedPolicy("afterEvents(1)", SnapshotPolicy.afterEvents(1)),
            new NamedPolicy("amortised", SnapshotPolicy.amortised()));
}
