package dev.gregor.projection.topology;

import dev.gregor.projection.task.RecordLimit;

/** How large the records of a build may be, without a cluster that says so. */
public final class RecordLimits {

    private RecordLimits() {}

    public static void limit(ProjectionTopology<?> topology, int bytes) {
        topology.state().under(new Conditions(EventHistory.WHOLE, new RecordLimit(bytes)));
    }
}
