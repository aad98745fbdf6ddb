package dev.gregor.it;

import static org.awaitility.Awaitility.await;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SchemaCatalog;
import dev.gregor.command.Command;
import dev.gregor.command.CommandGateway;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.GatewaySettings;
import dev.gregor.event.EventLog;
import dev.gregor.event.LocalEventStore;
import dev.gregor.it.bank.BankAccount;
import dev.gregor.message.MessageType;
import dev.gregor.position.AppliedPositions;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;

/** The write side, the log and the gateway of one aggregate type, bank accounts unless said otherwise, on a real broker. */
final class RunningSystem implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    final Topics topics = Topics.unprefixed();
    final AvroCodec codec;
    final CommandGateway gateway;
    final LocalEventStore events;
    final EventLog log;
    private final StreamsApplication write;
    private final StreamsApplication logApplication;

    RunningSystem(String bootstrapServers, Path dir) {
        this(bootstrapServers, dir, AvroCodec.singleObject(SchemaCatalog.inMemory()));
    }

    RunningSystem(String bootstrapServers, Path dir, AvroCodec codec) {
        this(bootstrapServers, dir, codec, new BankAccount());
    }

    RunningSystem(String bootstrapServers, Path dir, AvroCodec codec, AggregateRoot<?> root) {
        this.codec = codec;
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        var meters = new SimpleMeterRegistry();
        List<AggregateDefinition<?>> definitions = List.of(root.definition());
        WriteSettings settings = WriteSettings.of("it");
        WriteSide writeSide = new WriteSide(
                definitions,
                topics,
                codec,
                new SnapshotStorage(codec, topics, SnapshotSettings.standard(), meters),
                settings);
        log = new EventLog(
                definitions, topics, codec, settings.partitions(), settings.maxRecordBytes(), new AppliedPositions());
        provide(kafka, writeSide, log);
        writeSide.registerSchemas();
        StreamsSettings streams = new StreamsSettings(kafka, dir, "one", null, 1, settings.maxRecordBytes());
        write = StreamsApplication.start("gregor-it-write", writeSide.topology(), streams, meters);
        logApplication = StreamsApplication.start("gregor-it-log", log.topology(), streams, meters);
        await().atMost(START).until(() -> write.isRunning() && logApplication.isRunning());
        gateway = CommandGateway.start(kafka, topics, codec, GatewaySettings.of("it"), meters);
        events = new LocalEventStore(log, logApplication.streams());
    }

    private static void provide(Map<String, Object> kafka, WriteSide writeSide, EventLog log) {
        List<TopicSpec> specs = new ArrayList<>(writeSide.topicSpecs());
        specs.addAll(log.topicSpecs());
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) 1, false).provide(specs);
        }
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
    }
}
