package dev.gregor.it;

import static org.awaitility.Awaitility.await;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.event.log.AppliedPositions;
import dev.gregor.event.log.EventLog;
import dev.gregor.event.log.LocalEventStore;
import dev.gregor.it.bank.AccountState;
import dev.gregor.it.bank.BankAccount;
import dev.gregor.message.MessageType;
import dev.gregor.rebuild.check.FoldCheck;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import dev.gregor.topic.WatchedTopics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** The write side, the log and the gateway of one aggregate type, bank accounts unless said otherwise, on a real broker. */
final class RunningSystem implements AutoCloseable {

    static final String WRITE_ID = "gregor-it-write";

    private static final Duration START = Duration.ofSeconds(60);

    final Topics topics = Topics.unprefixed();
    final AvroCodec codec;
    final CommandGateway gateway;
    final LocalEventStore events;
    final EventLog log;
    private final Map<String, Object> kafka;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final StreamsApplication write;
    private final StreamsApplication logApplication;
    private final Admin admin;

    RunningSystem(String bootstrapServers, Path dir) {
        this(bootstrapServers, dir, AvroCodec.singleObject(SchemaCatalog.inMemory()));
    }

    RunningSystem(String bootstrapServers, Path dir, AvroCodec codec) {
        this(bootstrapServers, dir, codec, new BankAccount());
    }

    RunningSystem(String bootstrapServers, Path dir, AvroCodec codec, AggregateRoot<?> root) {
        this.codec = codec;
        this.kafka = Map.of("bootstrap.servers", bootstrapServers);
        LocalReplies local = new LocalReplies();
        admin = Admin.create(kafka);
        WriteSide writeSide = writeSide(topics, codec, root, local).withTopicIds(new WatchedTopics(admin));
        WriteSettings settings = writeSide.settings();
        log = new EventLog(
                writeSide.definitions(),
                topics,
                codec,
                settings.partitions(),
                settings.maxRecordBytes(),
                new AppliedPositions());
        provide(kafka, writeSide, log);
        writeSide.registerSchemas();
        StreamsSettings streams = new StreamsSettings(kafka, dir, "one", null, 1, settings.maxRecordBytes());
        write = StreamsApplication.start(WRITE_ID, writeSide.topology(), streams.forWriteSide(), meters);
        logApplication = StreamsApplication.start("gregor-it-log", log.topology(), streams, meters);
        await().atMost(START).until(() -> write.isRunning() && logApplication.isRunning());
        gateway = startGateway(local);
        events = new LocalEventStore(log, logApplication::streams);
    }

    static WriteSide writeSide(Topics topics, AvroCodec codec, AggregateRoot<?> root) {
        return writeSide(topics, codec, root, new LocalReplies());
    }

    private static WriteSide writeSide(Topics topics, AvroCodec codec, AggregateRoot<?> root, LocalReplies local) {
        return new WriteSide(
                List.of(root.definition()),
                topics,
                codec,
                new SnapshotStorage(codec, topics, SnapshotSettings.standard(), new SimpleMeterRegistry()),
                WriteSettings.of("it"),
                local);
    }

    /** Compares states with their events. */
    FoldCheck<AccountState> foldCheck(StoppedBank bank) {
        return new FoldCheck<>(
                bank.of(topics, line -> {}),
                partition -> write.streams()
                        .store(StoreQueryParameters.fromNameAndType(
                                        SnapshotStorage.storeName("bank-account"),
                                        QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                                .withPartition(partition)),
                events);
    }

    /** Another gateway; one beside the write side if that has these local replies. */
    CommandGateway startGateway(LocalReplies local) {
        return CommandGateway.start(kafka, topics, codec, GatewaySettings.of("it"), meters, local);
    }

    private static void provide(Map<String, Object> kafka, WriteSide writeSide, EventLog log) {
        List<TopicSpec> specs = new ArrayList<>(writeSide.topicSpecs());
        specs.addAll(log.topicSpecs());
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) 1, false).provide(specs);
        }
    }

    /** Why the event log does not work. */
    Optional<Obstacle> logObstacle() {
        return logApplication.obstacle();
    }

    static Command command(String account, String action, SpecificRecord data) {
        return Command.of(MessageType.parse("bank-account", action), account, data);
    }

    CompletableFuture<CommandOutcome> send(String account, String action, SpecificRecord data) {
        return gateway.send(command(account, action, data));
    }

    static CommandOutcome outcome(CompletableFuture<CommandOutcome> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The future of a command failed", e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        logApplication.close();
        write.close();
        admin.close();
    }
}
