package dev.gregor.benchmarks.write;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SchemaCatalog;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.command.Command;
import dev.gregor.command.CommandGateway;
import dev.gregor.command.CommandOutcome;
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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;

/** Gregor's write side and command gateway in the process of the caller. */
final class GregorSystem implements WriteSystem {

    private static final String REFERENCE = "r".repeat(140);
    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");

    private final Place place;
    private final Topics topics;
    private final StreamsApplication application;
    private final CommandGateway gateway;

    private GregorSystem(Place place) {
        this.place = place;
        this.topics = new Topics(place.run() + '.');
        MeterRegistry meters = new SimpleMeterRegistry();
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        this.application = application(codec, meters);
        this.gateway = CommandGateway.start(place.kafka(), topics, codec, GatewaySettings.of("benchmark"), meters);
    }

    static GregorSystem start(Place place) {
        return new GregorSystem(place);
    }

    private StreamsApplication application(AvroCodec codec, MeterRegistry meters) {
        WriteSettings settings = WriteSettings.of("benchmark");
        WriteSide writeSide = new WriteSide(
                List.of(new BenchmarkAccount().definition()),
                topics,
                codec,
                new SnapshotStorage(codec, topics, SnapshotSettings.standard(), meters),
                settings);
        try (Admin admin = Admin.create(place.kafka())) {
            new TopicProvisioner(admin, (short) 1, false).provide(writeSide.topicSpecs());
        }
        writeSide.registerSchemas();
        StreamsApplication started = StreamsApplication.start(
                "gregor-" + place.run() + "-write",
                writeSide.topology(),
                new StreamsSettings(place.kafka(), place.dir(), "benchmark", null, 1, settings.maxRecordBytes()),
                meters);
        Waiting.until("Gregor runs", started::isRunning);
        return started;
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        Command command = Command.of(DEPOSIT, Accounts.name(account), new Deposit(1L, REFERENCE))
                .withExpectedVersion(expectedVersion);
        return gateway.send(command).thenApply(GregorSystem::answer);
    }

    private static Answer answer(CommandOutcome outcome) {
        if (outcome instanceof Accepted accepted) {
            return new Answer.Deposited(accepted.version());
        }
        throw new IllegalStateException("Not accepted: " + outcome);
    }

    @Override
    public RecordedVersions recorded() {
        return new EventTopic(place.bootstrapServers(), topics.events(BenchmarkAccount.TYPE)).versions();
    }

    @Override
    public void close() {
        gateway.close();
        application.close();
    }
}
