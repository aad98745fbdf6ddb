package dev.gregor.messaging.flow;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.messaging.letter.LetterTopics;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.health.Obstacle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A {@link Flow} that runs: a Kafka Streams application {@code gregor-<app>-flow-<name>}, whose instances share the partitions.
 *
 * <pre>{@code
 * try (RunningFlow flow = RunningFlow.start(settings, new BigOrders())) { ... }
 * }</pre>
 *
 * <p>What it publishes, what it knows of keys, its dead letters and how far it is are one transaction. It goes on by itself after failures; {@link
 * #obstacle} says what it waits for. Safe for use by many threads.
 */
public final class RunningFlow implements AutoCloseable {

    private final StreamsApplication application;

    private RunningFlow(StreamsApplication application) {
        this.application = application;
    }

    /** Returns what a flow needs to be allowed by the authorizer of its cluster. */
    public static Rights rights(FlowSettings settings, Flow flow) {
        var topology = new FlowTopology(new FlowParts(settings, flow), topic -> 1);
        List<Rights> rights = new ArrayList<>();
        rights.add(StreamsRights.of(settings.applicationId(flow), topology.topology()));
        flow.targets().forEach(each -> rights.add(Rights.topic(each, AclOperation.WRITE)));
        read(flow).forEach(each -> rights.add(LetterTopics.rights(each)));
        return Rights.of(rights);
    }

    /** The topics that it reads. */
    private static Set<String> read(Flow flow) {
        Set<String> read = new TreeSet<>(flow.tables().keySet());
        flow.sources().forEach(source -> read.addAll(source.topics()));
        return read;
    }

    /**
     * Starts a flow. Topics of dead letters are made where they are missing; the others have to be there.
     *
     * @throws IllegalArgumentException if it reads nothing
     * @throws PermanentException if a topic is missing
     * @throws dev.gregor.failure.TransientException if the cluster does not answer
     */
    public static RunningFlow start(FlowSettings settings, Flow flow) {
        Map<String, Integer> partitions = new HashMap<>();
        Set<String> read = read(flow);
        Set<String> topics = new TreeSet<>(flow.targets());
        topics.addAll(read);
        try (Admin admin =
                Admin.create(KafkaClients.withoutIds(settings.messaging().kafka()))) {
            topics.forEach(each -> partitions.put(each, partitions(admin, flow, each)));
            read.forEach(each ->
                    LetterTopics.provide(admin, each, settings.messaging().maxMessageBytes()));
        }
        var topology = new FlowTopology(new FlowParts(settings, flow), topic -> partitions.getOrDefault(topic, 1));
        return new RunningFlow(StreamsApplication.start(
                settings.applicationId(flow), topology.topology(), settings.waitingForRows(), settings.meters()));
    }

    private static int partitions(Admin admin, Flow flow, String topic) {
        return AdminCalls.describe(admin, topic)
                .orElseThrow(() -> new PermanentException(
                        "There is no topic '%s', which flow '%s' reads or publishes to; create it"
                                .formatted(topic, flow.name())))
                .partitions()
                .size();
    }

    /** Whether all its partitions are assigned, restored and handled. */
    public boolean isRunning() {
        return application.isRunning() && application.obstacle().isEmpty();
    }

    /** Why it does not do its work, in words for people; empty while it does. */
    public Optional<String> obstacle() {
        return application
                .obstacle()
                .map(Obstacle::text)
                .or(() -> application.isRunning()
                        ? Optional.empty()
                        : Optional.of(
                                "The application " + application.applicationId() + " is " + application.status()));
    }

    /** Stops within 20 seconds, and lets other instances take over at once. */
    @Override
    public void close() {
        application.close();
    }
}
