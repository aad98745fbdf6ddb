package dev.gregor.node;

import static java.util.Objects.requireNonNull;

import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.watch.ClockCheck;
import dev.gregor.node.watch.ControllerClock;
import dev.gregor.node.watch.FirstEventsCheck;
import dev.gregor.node.watch.MissingRights;
import dev.gregor.node.watch.PeersCheck;
import dev.gregor.node.watch.TopicsCheck;
import dev.gregor.node.watch.Watch;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.WatchedTopics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** What is looked at outside a running application. */
final class Surroundings {

    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final String LOSING = "Records are lost, or will be: ";

    private Surroundings() {}

    /** Starts the checks; they end, and their client is closed, with {@code closing}. */
    static Watch watch(
            NodeInputs from,
            Definitions definitions,
            StreamsApplication write,
            StreamsApplication log,
            Closing closing,
            Watch.Check states) {
        Admin admin = closing.add(from.kafka().promptAdmin());
        TopicsCheck topics = new TopicsCheck(admin, definitions.topicSpecs());
        ClockCheck clocks = new ClockCheck(new ControllerClock(admin), InstantSource.system());
        PeersCheck peers = peers(from, definitions, log);
        FirstEventsCheck firstEvents = new FirstEventsCheck(admin, definitions.topicSpecs());
        boolean mayExpire = from.settings().cluster().eventsMayExpire();
        TopicProvisioner settings = new TopicProvisioner(admin, (short) -1, mayExpire);
        WatchedTopics stores = new WatchedTopics(admin);
        Map<String, String> changelogs = from.internalTopics().changelogs(definitions);
        // Kafka Streams makes them when a task that needs them is first assigned; until an instance with the type leads
        // the
        // group, there is none.
        Predicate<String> made = changelog ->
                Stream.of(write, log).anyMatch(each -> each.reads(requireNonNull(changelogs.get(changelog))));
        Watch watch = new Watch(InstantSource.system(), PAUSE)
                .with(() -> silent(admin, from.kafka().servers()), Watch.Effect.NOT_READY, 2)
                .with(topics::changed, Watch.Effect.NO_COMMANDS, 1)
                .with(() -> joined("", stores.changes(changelogs.keySet(), made)), Watch.Effect.NOT_READY, 2)
                .with(topics::leaderless, Watch.Effect.NOT_READY, 2)
                .with(clocks::far, Watch.Effect.NO_COMMANDS, 1)
                .with(clocks::slight, Watch.Effect.WARNING, 2)
                .with(() -> mayExpire ? Optional.empty() : firstEvents.deleted(), Watch.Effect.WARNING, 1)
                .with(() -> joined(LOSING, settings.losing(definitions.topicSpecs())), Watch.Effect.WARNING, 1)
                .with(states, Watch.Effect.WARNING, 1);
        RightsCheck rights = new RightsCheck(from.kafka().client());
        if (!from.kafka().inProcess() && rights.isDue()) {
            Rights required = NodeRights.of(from.settings(), from.domain()).required();
            watch.with(new MissingRights(rights, required), Watch.Effect.NOT_READY, 2);
        }
        if (from.others().canBeAsked()) {
            watch.with(peers::taken, Watch.Effect.NOT_READY, 2).with(peers::unreachable, Watch.Effect.WARNING, 3);
        }
        return closing.add(watch.start());
    }

    private static PeersCheck peers(NodeInputs from, Definitions definitions, StreamsApplication log) {
        Set<TopicPartition> all = definitions.log().definitions().stream()
                .map(each -> definitions.log().topics().events(each.type()))
                .flatMap(topic -> partitions(topic, from.settings().write().partitions()))
                .collect(Collectors.toSet());
        return new PeersCheck(
                from.applicationServer(),
                from.data().instanceId(),
                log::others,
                () -> log.nowhere(all),
                from.others()::idOf);
    }

    private static Stream<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count).mapToObj(partition -> new TopicPartition(topic, partition));
    }

    private static Optional<String> joined(String before, List<String> findings) {
        return findings.isEmpty() ? Optional.empty() : Optional.of(before + String.join("; ", findings));
    }

    /** Whether the cluster does not answer, or does not let itself be asked. */
    private static Optional<String> silent(Admin admin, String servers)
            throws ExecutionException, InterruptedException {
        try {
            admin.describeCluster().nodes().get();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException || Refusal.isMeantBy(e)) {
                return Optional.of("Kafka at %s does not %s (%s): see that its brokers run and are reached from here"
                        .formatted(servers, Refusal.isMeantBy(e) ? "let itself be asked" : "answer", e.getCause()));
            }
            throw e;
        }
    }
}
