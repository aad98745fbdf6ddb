package dev.gregor.node;

import dev.gregor.avro.AvroCodec;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.event.log.EventLog;
import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.LocalEventStore;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.node.access.AcknowledgedPositions;
import dev.gregor.node.access.AdaptiveConcurrencyLimit;
import dev.gregor.node.access.CommandSender;
import dev.gregor.node.access.Components;
import dev.gregor.node.access.ObservedCommands;
import dev.gregor.node.access.PossibleCommands;
import dev.gregor.node.access.RunningLog;
import dev.gregor.node.access.RunningReadModels;
import dev.gregor.node.access.SubjectOperations;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.closing.Together;
import dev.gregor.node.personal.ClearStates;
import dev.gregor.node.personal.KeyPlace;
import dev.gregor.node.personal.NodePrivacy;
import dev.gregor.node.personal.Sealing;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.NewTopics;
import dev.gregor.node.watch.StatesCheck;
import dev.gregor.node.watch.Watch;
import dev.gregor.privacy.key.rotation.KeyRotation;
import dev.gregor.projection.gateway.PartitionReader;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.rebuild.check.FoldCheck;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.topic.Topics;
import dev.gregor.topic.WatchedTopics;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write side, the event log, the read models and the gateway to them, at work.
 *
 * @param inputs what it was started with
 * @param write the write side
 * @param log the event log
 * @param projections the read models
 * @param components what a node lets others use
 * @param messaging publishes and subscribes
 * @param surroundings what is looked at outside this process
 * @param states compares some states with their events
 * @param clearStates which states may be in clear
 */
record Node(
        NodeInputs inputs,
        StreamsApplication write,
        StreamsApplication log,
        RunningProjections projections,
        Components components,
        NodeMessaging messaging,
        Watch surroundings,
        Watch.Check states,
        ClearStates clearStates) {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Starts it all; it may not be {@link #obstacle() ready} yet. */
    static Node start(NodeInputs from, Closing closing) {
        Settings settings = from.settings();
        Topics topics = new Topics(settings.cluster().topicPrefix());
        from.kafka().requireRights(() -> NodeRights.of(settings, from.domain()).required());
        Admin admin = closing.add(from.kafka().admin());
        NewTopics before = new NewTopics(from.kafka().topics(admin), topics);
        var seals = Seals.of(settings, from.domain(), from.messages(), from.kafka());
        var sealing = seals.open(from.given().keys(), from.meters(), closing);
        Schemas schemas = Schemas.open(settings, from.kafka(), topics, closing);
        AvroCodec codec = seals.sealed(schemas, sealing);
        LocalReplies local = new LocalReplies();
        var storage = closing.add(new SnapshotStorage(
                codec, topics, settings.snapshots(), from.meters(), Seals.forgetting(settings, sealing)));
        Definitions definitions = Definitions.of(settings, from.domain(), codec, storage, local)
                .withTopicIds(new WatchedTopics(admin))
                .withSealing(sealing, seals.clearStates(schemas, from.domain(), admin));
        from.kafka().refuseOtherWriters(settings.app(), definitions.commandTopics());
        from.kafka().provide(settings, definitions.topicSpecs());
        before.lacking(definitions.types(), settings).forEach(LOG::warn);
        from.kafka().putRight(from.internalTopics());
        definitions.write().registerSchemas(settings.domain().schemas());
        var maintenance = new Maintenance(settings, from.kafka(), from.data(), LOG::info);
        maintenance.check(definitions.write(), definitions.log());
        closing.check();
        definitions.clearStates().note(schemas.catalog());
        var gateway = inParallel(() -> closing.add(
                CommandGateway.start(from.kafka().client(), topics, codec, settings.gateway(), from.meters(), local)));
        var messaging = messaging(from, codec, topics, closing);
        boolean schedules = before.before().contains(topics.schedules(settings.app()));
        var scheduling = inParallel(() -> schedules ? messaging.schedules() : null);
        return start(
                from,
                definitions,
                closing,
                CompletableFuture.allOf(gateway, scheduling).thenCompose(all -> gateway),
                messaging,
                (write, events) -> maintenance.foldChecks(definitions.write(), write::streams, events));
    }

    private static NodeMessaging messaging(NodeInputs from, AvroCodec codec, Topics topics, Closing closing) {
        Settings settings = from.settings();
        var messaging = new MessagingSettings(
                settings.app(),
                from.kafka().client(),
                codec,
                from.messages().types(),
                settings.write().maxRecordBytes(),
                topics);
        return new NodeMessaging(
                new ScheduleSettings(
                        messaging, from.streams(), topics, settings.write().partitions(), from.meters()),
                settings.instance().dryRunTimeout(),
                Optional.ofNullable(from.given().outbox()),
                closing);
    }

    private static Node start(
            NodeInputs from,
            Definitions definitions,
            Closing closing,
            CompletableFuture<CommandGateway> gateway,
            NodeMessaging messaging,
            BiFunction<StreamsApplication, EventStore, List<FoldCheck<?>>> states) {
        StreamsSettings streams = from.streams();
        ClearStates clear = definitions.clearStates();
        var running = closing.add(new Together());
        var write = inParallel(() -> running.add(StreamsApplication.start(
                from.ids().write(), definitions.write().topology(), streams.forWriteSide(), from.meters())));
        var log = inParallel(() -> running.add(
                StreamsApplication.start(from.ids().log(), definitions.log().topology(), streams, from.meters())));
        var projections = inParallel(() -> running.add(
                RunningProjections.start(from.domain().projections(), definitions.read(), streams, from.meters())));
        CompletableFuture.allOf(gateway, write, log, projections).join();
        var events = new LocalEventStore(definitions.log(), log.join()::streams);
        Watch.Check check = new StatesCheck(write.join(), log.join(), states.apply(write.join(), events));
        Watch surroundings = Surroundings.watch(from, definitions, write.join(), log.join(), closing, check);
        var commands = new PossibleCommands(
                gateway.join()::send, () -> from.clock().refusal().or(surroundings::refusal), write.join()::obstacle);
        var acknowledged = new AcknowledgedPositions();
        var prompt =
                new AdaptiveConcurrencyLimit(commands, from.settings().gateway().timeout(), System::nanoTime);
        Components components = new Components(
                observed(acknowledged.noting(prompt), from.telemetry().observations()),
                runningLog(from.settings(), definitions.log(), log.join(), events, acknowledged),
                definitions.live(from.kafka().client()),
                readModels(from, projections.join()),
                messaging,
                definitions.sealing().map(each -> sealedFields(each, from, projections.join(), clear, closing)));
        return new Node(
                from, write.join(), log.join(), projections.join(), components, messaging, surroundings, check, clear);
    }

    private static SubjectOperations sealedFields(
            Sealing sealing, NodeInputs from, RunningProjections projections, ClearStates clear, Closing closing) {
        KeyPlace place = sealing.place();
        return new SubjectOperations(
                closing.add(NodePrivacy.start(sealing, projections.renewal(), clear, Seals.margin(from.kafka()))),
                closing.add(new KeyRotation(place.store(), place.masters())));
    }

    private static RunningLog runningLog(
            Settings settings,
            EventLog definition,
            StreamsApplication log,
            LocalEventStore events,
            AcknowledgedPositions acknowledged) {
        return new RunningLog(
                log, definition.topics(), events, definition.positions(), acknowledged, settings.queryTimeout());
    }

    private static CommandSender observed(CommandSender commands, ObservationRegistry observations) {
        return observations == ObservationRegistry.NOOP ? commands : new ObservedCommands(commands, observations);
    }

    private static RunningReadModels readModels(NodeInputs from, RunningProjections projections) {
        return new RunningReadModels(
                projections,
                PartitionReader.local(projections, from.settings().queryTimeout()),
                from.telemetry().observations());
    }

    private static <T> CompletableFuture<T> inParallel(Supplier<T> start) {
        return CompletableFuture.supplyAsync(start, work -> new Thread(work, "gregor-start").start());
    }

    /** Compares some states with their events, so that what is found is told when it is ready. */
    void compareStates() {
        try {
            surroundings.look(states);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why it is not ready; empty if it is. */
    Optional<String> obstacle() {
        return inputs.clock()
                .obstacle()
                .or(surroundings::obstacle)
                .map(Obstacle::text)
                .or(() -> obstacle("The write side", write))
                .or(() -> obstacle("The event log", log))
                .or(projections::notRunning)
                .or(messaging::obstacle);
    }

    private static Optional<String> obstacle(String name, StreamsApplication application) {
        return application
                .obstacle()
                .map(obstacle -> name + " does not work: " + obstacle.text())
                .or(() ->
                        application.isRunning() ? Optional.empty() : Optional.of(name + " is " + application.status()));
    }

    /** What is wrong while the node still takes requests. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(surroundings.warnings());
        for (RunningProjection each : projections.all()) {
            String name =
                    "Projection '%s' (build %s) ".formatted(each.definition().name(), each.build());
            each.obstacle().ifPresent(obstacle -> warnings.add(name + "does not work: " + obstacle.text()));
            if (each.isPaused()) {
                Obstacle paused = new Obstacle("is paused until it is resumed", each.pausedOrResumed());
                warnings.add(name + paused.text());
            }
        }
        warnings.addAll(projections.warnings());
        warnings.addAll(clearStates.warnings());
        warnings.addAll(messaging.warnings());
        return warnings;
    }
}
