package dev.gregor.benchmarks;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SchemaCatalog;
import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.command.Command;
import dev.gregor.command.CommandGateway;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.GatewaySettings;
import dev.gregor.message.MessageType;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;

/** Gregor's write side and command gateway in this process. */
final class GregorSystem implements WriteSystem {

    private static final String REFERENCE = "r".repeat(120);
    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");

    private final CommandGateway gateway;
    private final StreamsApplication application;
    private final Topics topics;
    private final String bootstrapServers;

    GregorSystem(String bootstrapServers, Path dir, String run) {
        this.bootstrapServers = bootstrapServers;
        this.topics = new Topics(run + ".");
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        var meters = new SimpleMeterRegistry();
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        WriteSettings settings = WriteSettings.of(run);
        WriteSide writeSide = new WriteSide(
                List.of(new BenchmarkAccount().definition()),
                topics,
                codec,
                new SnapshotStorage(codec, topics, SnapshotSettings.standard(), meters),
                settings);
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) 1, false).provide(writeSide.topicSpecs());
        }
        writeSide.registerSchemas();
        this.application = StreamsApplication.start(
                "gregor-" + run + "-write",
                writeSide.topology(),
                new StreamsSettings(kafka, dir.resolve(run), "benchmark", null, 1, settings.maxRecordBytes()),
                meters);
        Waiting.until("Gregor runs", application::isRunning);
        this.gateway = CommandGateway.start(kafka, topics, codec, GatewaySettings.standard(), meters);
    }

    @Override
    public String name() {
        return "gregor";
    }

    @Override
    public CompletableFuture<Long> deposit(int account, long expectedVersion) {
        Command command = Command.of(DEPOSIT, "account-" + account, new Deposit(1L, REFERENCE))
                .withExpectedVersion(expectedVersion);
        return gateway.send(command).thenApply(outcome -> {
            if (outcome instanceof Accepted accepted) {
                return accepted.version();
            }
            throw new IllegalStateException("Not accepted: " + outcome);
        });
    }

    @Override
    public void verify(long[] versions) {
        RecordedVersions.of(bootstrapServers, topics.events(BenchmarkAccount.TYPE))
                .requireEqual(versions);
    }

    @Override
    public void close() {
        gateway.close();
        application.close();
    }
}
