package dev.gregor.rebuild.check;

import dev.gregor.event.log.EventLog;
import dev.gregor.failure.PermanentException;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.StoppedLog;
import dev.gregor.streams.state.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Keeps the event log from missing events for ever, because one of its stores was deleted or is older than its consumer group
 * says. An event that is filed already is passed over: so the group may always be set back.
 */
public final class LogCheck {

    private LogCheck() {}

    /**
     * Refuses events topics that have lost their last events since this instance was stopped: everything else may have been set back with
     * them, and so would not tell. Compares the stores of each aggregate type with its events and the consumer group. As long as no instance runs, the group is
     * set back, or the stores are made again.
     *
     * @throws PermanentException if events were lost, or if that has to be done and an instance runs
     */
    public static void run(StoppedLog stopped) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            refuseLostEvents(stopped, cluster);
            stopped.log().definitions().forEach(definition -> run(stopped, definition.type(), cluster));
        }
    }

    private static void refuseLostEvents(StoppedLog stopped, Cluster cluster) {
        StateFolder folder = new StateFolder(stopped.kafka(), stopped.stateDir(), stopped.applicationId());
        List<String> lost = cluster.lostSince(folder);
        if (!lost.isEmpty()) {
            throw new PermanentException(
                    "Events were lost since this instance was stopped: %s. Bring back what the brokers have stored; or, to go on without those events, delete the folder %s"
                            .formatted(String.join("; ", lost), folder.folder()));
        }
    }

    private static void run(StoppedLog stopped, String type, Cluster cluster) {
        LogState state = StoreCheck.await(
                () -> LogState.read(stopped, type, cluster),
                found -> found.isWell() || cluster.isStopped(stopped.applicationId()));
        if (state.isWell()) {
            return;
        }
        if (!cluster.isStopped(stopped.applicationId())) {
            throw new PermanentException(
                    "The event log of '%s' lacks events (%s): stop all instances and start them again, which files them"
                            .formatted(type, state.incomplete().isEmpty() ? state.ahead() : state.incomplete()));
        }
        if (!state.incomplete().isEmpty()) {
            stopped.report()
                    .accept("The event log of '%s' is made again from the events: %s"
                            .formatted(type, String.join("; ", state.incomplete())));
            deleteStores(stopped, cluster, stopped.changelogs(type));
            setBack(stopped, cluster, stopped.events(type));
        } else {
            stopped.report()
                    .accept("The event log of '%s' reads %s again, of which it lacks events"
                            .formatted(type, state.ahead()));
            setBack(stopped, cluster, state.ahead());
        }
    }

    /** Forgets the states that the log keeps of a type, which another fold may have made; no instance runs. */
    public static void forgetStates(StoppedLog stopped, String type) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            deleteStores(stopped, cluster, List.of(stopped.changelog(EventLog.statesStore(type))));
        }
    }

    /** Kafka Streams makes the topics again, and restores the stores from them. */
    private static void deleteStores(StoppedLog stopped, Cluster cluster, List<String> changelogs) {
        cluster.deleteWholly(changelogs);
        try {
            Utils.delete(stopped.stateDir().resolve(stopped.applicationId()).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The stores of " + stopped.applicationId() + " cannot be deleted", e);
        }
    }

    private static void setBack(StoppedLog stopped, Cluster cluster, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>(cluster.beginnings(partitions));
        cluster.commit(stopped.applicationId(), offsets);
    }
}
