package dev.gregor.benchmarks.gregor;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.projection.Projection;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;

/** The parts of Gregor that a benchmark needs, with the account for their domain, unless another one is given, and standard settings. */
public final class EmbeddedGregor {

    private static final WriteSettings WRITE = WriteSettings.of("benchmark");

    /** A stall is to show in the latencies, and not to end the benchmark. */
    private static final GatewaySettings GATEWAY =
            GatewaySettings.of("benchmark").withTimeout(Duration.ofMinutes(1));

    private final Place place;
    private final Topics topics;
    private final LocalReplies local = new LocalReplies();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<AggregateDefinition<?>> domain;
    private final AvroCodec codec;

    /**
     * Starts nothing yet.
     *
     * @param run the prefix of its topics
     */
    public EmbeddedGregor(Place place, String run) {
        this(place, run, new BenchmarkAccount().definition(), codec -> codec);
    }

    /**
     * The same with another domain.
     *
     * @param around what is put around the codec
     */
    public EmbeddedGregor(Place place, String run, AggregateDefinition<?> domain, UnaryOperator<AvroCodec> around) {
        this.place = place;
        this.topics = new Topics(run + '.');
        this.domain = List.of(domain);
        this.codec = around.apply(AvroCodec.singleObject(SchemaCatalog.inMemory()));
        writeSide(SnapshotSettings.standard()).registerSchemas();
    }

    private WriteSide writeSide(SnapshotSettings snapshots) {
        var storage = new SnapshotStorage(codec, topics, snapshots, meters);
        return new WriteSide(domain, topics, codec, storage, WRITE, local);
    }

    /** Creates the topics, starts the write side and waits until it runs. */
    public StreamsApplication startWriteSide() {
        return startWriteSide(SnapshotSettings.standard());
    }

    /** The same with these snapshots. */
    public StreamsApplication startWriteSide(SnapshotSettings snapshots) {
        WriteSide writeSide = writeSide(snapshots);
        try (Admin admin = Admin.create(place.kafka())) {
            new TopicProvisioner(admin, (short) 1, false).provide(writeSide.topicSpecs());
        }
        StreamsApplication started = StreamsApplication.start(
                "gregor-" + place.run() + "-write",
                writeSide.topology(),
                streamsSettings().forWriteSide(),
                meters);
        Waiting.until("the write side runs", started::isRunning);
        return started;
    }

    /** Starts a gateway to the write side. */
    public CommandGateway startGateway() {
        return CommandGateway.start(place.kafka(), topics, codec, GATEWAY, meters, local);
    }

    /** Starts read models; they may not run yet. */
    public RunningProjections startProjections(List<? extends Projection<?>> projections) {
        var readSide = new ReadSide(place.run(), topics, EventCatalog.of(domain), codec, WRITE.partitions());
        return RunningProjections.start(projections, readSide, streamsSettings(), meters);
    }

    /** Live events, for subscribers. */
    public LiveEvents liveEvents() {
        return new LiveEvents(place.kafka(), topics, EventCatalog.of(domain), codec);
    }

    /** What all its Kafka Streams applications share. */
    public StreamsSettings streamsSettings() {
        return new StreamsSettings(place.kafka(), place.dir(), "benchmark", null, 1, WRITE.maxRecordBytes());
    }

    /** The events topic of the domain. */
    public String events() {
        return topics.events(domain.get(0).type());
    }

    /** How its records become bytes. */
    public AvroCodec codec() {
        return codec;
    }
}
