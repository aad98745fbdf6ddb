package dev.gregor.rebuild;

import dev.gregor.failure.PermanentException;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.CommandOffsets;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.write.WriteSide;
import dev.gregor.write.handled.HandledUpTo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Recreates the write side's stores of one aggregate type from its events: snapshots with their versions, sequences of
 * partitions, and the outcomes of accepted commands that are not yet forgotten. The outcomes of rejected commands leave no
 * event and are lost.
 *
 * <p>Events are folded into a folder under the state directory first; that may be interrupted at any time, and run again it
 * goes on. Then the changelogs are deleted and written anew, which takes as long as there are aggregates; interrupted
 * there, it has to be run again before the application is started.
 */
public final class Rebuild {

    private Rebuild() {}

    /**
     * What was done.
     *
     * @param events how many events were folded in this run
     * @param aggregates how many aggregates there are
     */
    public record Result(long events, long aggregates) {}

    /**
     * Runs until it is done.
     *
     * @throws PermanentException if an instance of the application runs, the events are broken, or the settings do not fit
     *     their topic; the stores are as before, or the application does not start with them
     * @throws dev.gregor.failure.TransientException if the cluster fails or the thread is interrupted; run again, it goes on
     */
    public static <S extends SpecificRecord> Result run(StoppedWriteSide<S> stopped) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            cluster.requireStopped(stopped);
            cluster.requirePartitions(stopped.eventsTopic(), stopped.partitions());
            cluster.requireNoOpenTransaction(stopped);
            return run(stopped, cluster);
        }
    }

    private static <S extends SpecificRecord> Result run(StoppedWriteSide<S> stopped, Cluster cluster) {
        Workspace workspace = Workspace.open(stopped.workspace("rebuild"), purpose(stopped, cluster));
        long events;
        long aggregates;
        try (workspace) {
            events = new EventScan<>(stopped, cluster, workspace, new FaultHandlers(stopped.report(), Rebuild::refuse))
                    .run();
            aggregates = publish(stopped, cluster, workspace);
        }
        delete(stopped.workspace("rebuild"));
        return new Result(events, aggregates);
    }

    /** Work that is half done goes on only with the same topic and the same state. */
    private static String purpose(StoppedWriteSide<?> stopped, Cluster cluster) {
        return "%s of %s into %016x.%d, format 2"
                .formatted(
                        stopped.eventsTopic(),
                        cluster.topicId(stopped.eventsTopic()),
                        SchemaNormalization.parsingFingerprint64(
                                stopped.definition().stateSchema()),
                        stopped.definition().stateVersion());
    }

    private static void refuse(String finding) {
        throw new PermanentException(
                finding + ". Nothing is rebuilt from broken events: run verify to see all that is wrong.");
    }

    private static long publish(StoppedWriteSide<?> stopped, Cluster cluster, Workspace workspace) {
        var standstill = new QuiescenceCheck(stopped, cluster, workspace);
        stopped.report().accept("Writing the stores; do not start the application before this ends");
        standstill.require("The stores are as before");
        Map<Integer, HandledUpTo> handled = new CommandScan(stopped, cluster, workspace).run();
        try (Changelogs changelogs = new Changelogs(stopped)) {
            changelogs.requireSizes(workspace);
            cluster.recreate(changelogs.topics(), stopped.changelog(WriteSide.clockStore(stopped.type())));
            delete(stopped.stateDir().resolve(stopped.applicationId()));
            long aggregates = changelogs.write(workspace);
            changelogs.writeLast(workspace, cluster);
            standstill.require("The stores are written without their counters, and no application starts with them");
            changelogs.writeClocks(workspace, handled);
            CommandOffsets.commit(stopped, cluster, handled);
            return aggregates;
        }
    }

    private static void delete(Path folder) {
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be deleted", e);
        }
    }
}
