package dev.gregor.rebuild;

import dev.gregor.failure.PermanentException;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.StoppedWriteSide;

/** Makes sure that nothing was written since the events were read: reading them takes minutes, in which somebody may start the application. */
record QuiescenceCheck(StoppedWriteSide<?> stopped, Cluster cluster, Workspace workspace) {

    /** Refuses to go on with stores that would know less than the events, and says what has become of the stores. */
    void require(String stores) {
        if (!cluster.isStopped(stopped.applicationId())) {
            throw refused("Meanwhile " + stopped.applicationId() + " has been started", stores);
        }
        cluster.ends(stopped.events()).forEach((partition, end) -> {
            long read = workspace.checkpoint(partition.partition(), 0).offset();
            if (end != read) {
                throw refused("%s was read up to offset %d and ends at %d now".formatted(partition, read, end), stores);
            }
        });
    }

    private PermanentException refused(String why, String stores) {
        return new PermanentException("%s. %s: stop all instances of the application and run again: rebuild %s"
                .formatted(why, stores, stopped.type()));
    }
}
