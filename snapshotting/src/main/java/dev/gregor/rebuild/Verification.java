package dev.gregor.rebuild;

import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;

/**
 * Folds all events of one aggregate type, checks that versions and partition sequences have no gap and no double, and
 * compares what comes out with the write side's stores.
 */
public final class Verification {

    private Verification() {}

    /**
     * What was found.
     *
     * @param events how many events were read
     * @param aggregates how many aggregates were compared
     * @param findings every difference, a sentence each; empty if all is well
     */
    public record Result(long events, long aggregates, List<String> findings) {

        /** Copies the findings. */
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Runs until it is done; changes nothing.
     *
     * @throws dev.gregor.failure.PermanentException if an instance of the application runs, or the settings do not
     *     fit the topic of events
     * @throws dev.gregor.failure.TransientException if the cluster fails or the thread is interrupted
     */
    public static <S extends SpecificRecord> Result run(StoppedWriteSide<S> stopped) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            cluster.requireStopped(stopped);
            cluster.requirePartitions(stopped.eventsTopic(), stopped.partitions());
            cluster.requireNoOpenTransaction(stopped);
            Workspace workspace = Workspace.open(stopped.workspace("verify"), "verify " + System.nanoTime());
            try {
                return run(stopped, cluster, workspace);
            } finally {
                workspace.delete();
            }
        }
    }

    private static <S extends SpecificRecord> Result run(
            StoppedWriteSide<S> stopped, Cluster cluster, Workspace workspace) {
        var findings = new ConcurrentLinkedQueue<String>();
        long events =
                new EventScan<>(stopped, cluster, workspace, new FaultHandlers(findings::add, findings::add)).run();
        long aggregates = new StoreComparison<>(stopped, cluster, workspace, findings::add).run();
        return new Result(events, aggregates, List.copyOf(findings));
    }
}
