package dev.gregor.app;

import dev.gregor.app.config.Settings;
import dev.gregor.app.http.Backend;
import dev.gregor.app.http.Instances;
import dev.gregor.app.http.Peers;
import dev.gregor.avro.AvroCodec;
import dev.gregor.command.CommandGateway;
import dev.gregor.command.LocalReplies;
import dev.gregor.event.EventLog;
import dev.gregor.event.LocalEventStore;
import dev.gregor.projection.query.PartitionReader;
import dev.gregor.projection.query.QueryGateway;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.streams.Obstacle;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.Topics;
import dev.gregor.topic.WatchedTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write side, the event log, the read models and the gateway to them, at work.
 *
 * @param write the write side
 * @param log the event log
 * @param projections the read models
 * @param backend what HTTP asks
 * @param outside what is looked at outside this process
 */
record Engine(
        StreamsApplication write,
        StreamsApplication log,
        RunningProjections projections,
        Backend backend,
        Watch outside) {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** What all its parts are made of. */
    record Materials(
            Settings settings,
            DataDir data,
            Domain domain,
            Kafka kafka,
            MeterRegistry meters,
            @Nullable String applicationServer) {}

    /** Starts it all; it may not be {@link #obstacle() ready} yet. */
    static Engine start(Materials from, Closing closing) {
        Settings settings = from.settings();
        Topics topics = new Topics(settings.cluster().topicPrefix());
        AvroCodec codec = Schemas.open(settings, from.kafka(), topics, closing);
        LocalReplies local = new LocalReplies();
        Admin admin = closing.add(Admin.create(from.kafka().client()));
        var watched = new WatchedTopics(admin);
        Parts parts =
                Parts.of(settings, from.domain(), codec, from.meters(), local).withTopicIds(watched);
        from.kafka().refuseOtherWriters(settings.app(), parts.commandTopics());
        from.kafka().provide(settings, parts.topicSpecs());
        parts.write().registerSchemas(settings.domain().schemas());
        var maintenance = new Maintenance(settings, from.kafka(), from.data(), LOG::info);
        maintenance.check(parts.write(), parts.log());
        closing.check();
        var gateway = inParallel(() -> closing.add(
                CommandGateway.start(from.kafka().client(), topics, codec, settings.gateway(), from.meters(), local)));
        return start(from, parts, closing, gateway, (write, log) -> {
            var events = new LocalEventStore(parts.log(), log.streams());
            return new StatesCheck(write, log, maintenance.foldChecks(parts.write(), write.streams(), events));
        });
    }

    private static Engine start(
            Materials from,
            Parts parts,
            Closing closing,
            CompletableFuture<CommandGateway> gateway,
            BiFunction<StreamsApplication, StreamsApplication, Watch.Check> states) {
        Settings settings = from.settings();
        StreamsSettings streams = from.kafka().streams(settings, from.data(), from.applicationServer());
        String id = "gregor-" + settings.app();
        var running = closing.add(new Together());
        var write = inParallel(() -> running.add(StreamsApplication.start(
                OtherWriters.group(settings.app()), parts.write().topology(), streams.forWriteSide(), from.meters())));
        var log = inParallel(() ->
                running.add(StreamsApplication.start(id + "-log", parts.log().topology(), streams, from.meters())));
        var projections = inParallel(() -> running.add(
                RunningProjections.start(from.domain().projections(), parts.read(), streams, from.meters())));
        CompletableFuture.allOf(gateway, write, log, projections).join();
        Watch outside = Outside.watch(from, parts, log.join(), closing, states.apply(write.join(), log.join()));
        var commands = new PossibleCommands(gateway.join()::send, outside::refusal, write.join()::obstacle);
        Backend backend = backend(from, parts, commands, log.join(), projections.join());
        return new Engine(write.join(), log.join(), projections.join(), backend, outside);
    }

    private static Backend backend(
            Materials from,
            Parts parts,
            PossibleCommands commands,
            StreamsApplication log,
            RunningProjections projections) {
        Duration timeout = from.settings().http().queryTimeout();
        EventLog definition = parts.log();
        var events = new LocalEventStore(definition, log.streams());
        PartitionReader here = PartitionReader.local(projections, timeout);
        var instances = new Instances(
                new Peers(from.applicationServer(), timeout),
                log::others,
                (type, id) -> log.elsewhere(definition.topics().events(type), events.partition(id)),
                here);
        return new Backend(
                new PromptCommands(commands, from.settings().gateway().timeout(), System::nanoTime),
                events,
                definition.positions(),
                events::partition,
                others -> QueryGateway.over(projections, here, others),
                projections.control(),
                parts.live(from.kafka().client()),
                (name, version) -> version.map(wanted -> projections.find(name, wanted))
                        .orElseGet(() -> projections.find(name))
                        .map(RunningProjection::parked),
                projections::unserved,
                projections::warnings,
                instances);
    }

    private static <T> CompletableFuture<T> inParallel(Supplier<T> start) {
        return CompletableFuture.supplyAsync(start, work -> new Thread(work, "gregor-start").start());
    }

    /** Why it is not ready; empty if it is. */
    Optional<String> obstacle() {
        return outside.obstacle()
                .map(Obstacle::text)
                .or(() -> obstacle("The write side", write))
                .or(() -> obstacle("The event log", log))
                .or(() -> projections.areRunning()
                        ? Optional.empty()
                        : Optional.of("Projections are being assigned or restored"));
    }

    private static Optional<String> obstacle(String name, StreamsApplication application) {
        return application
                .obstacle()
                .map(obstacle -> name + " does not work: " + obstacle.text())
                .or(() ->
                        application.isRunning() ? Optional.empty() : Optional.of(name + " is " + application.status()));
    }

    /** What is amiss without being a reason to take no requests. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(outside.warnings());
        for (RunningProjection each : projections.all()) {
            String name =
                    "Projection '%s' (build %s) ".formatted(each.definition().name(), each.build());
            each.obstacle().ifPresent(obstacle -> warnings.add(name + "does not work: " + obstacle.text()));
            if (each.isPaused()) {
                Obstacle paused = new Obstacle(
                        "is paused; POST /api/projections/%s/resume lets it go on"
                                .formatted(each.definition().name()),
                        each.pausedOrResumed());
                warnings.add(name + paused.text());
            }
        }
        return warnings;
    }
}
