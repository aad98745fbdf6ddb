package dev.gregor.benchmarks.rebuild;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.Account;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
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
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** The write side of the accounts of one history, running or stopped. */
final class AccountStores {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double POLL_SECONDS = 0.005;

    private final StepRequest request;
    private final Topics topics;
    private final Map<String, Object> kafka;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final WriteSide writeSide;

    AccountStores(StepRequest request) {
        this.request = request;
        this.topics = new Topics(request.run() + '.');
        this.kafka = Map.of("bootstrap.servers", request.stores().kafka().bootstrapServers());
        this.writeSide = new WriteSide(
                List.of(new BenchmarkAccount().definition()),
                topics,
                codec,
                new SnapshotStorage(codec, topics, SnapshotSettings.standard(), meters),
                WriteSettings.of("benchmark"));
        writeSide.registerSchemas();
    }

    WriteSide writeSide() {
        return writeSide;
    }

    Map<String, Object> kafka() {
        return kafka;
    }

    void createTopics() {
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) 1, false).provide(writeSide.topicSpecs());
        }
    }

    /** Starts the write side without local state, and answers once it has all that its changelogs hold. */
    StreamsApplication start() {
        StreamsApplication started = StreamsApplication.start(
                applicationId(),
                writeSide.topology(),
                new StreamsSettings(
                                kafka,
                                request.emptyFolder(),
                                request.step().toString(),
                                null,
                                1,
                                writeSide.settings().maxRecordBytes())
                        .forWriteSide(),
                meters);
        while (!started.isRunning()) {
            Waiting.seconds(POLL_SECONDS);
        }
        return started;
    }

    CommandGateway startGateway() {
        return CommandGateway.start(
                kafka, topics, codec, GatewaySettings.of("benchmark").withTimeout(PATIENCE), meters);
    }

    StoppedWriteSide<Account> stopped() {
        return new StoppedWriteSide<>(
                writeSide,
                new BenchmarkAccount().definition(),
                applicationId(),
                kafka,
                request.emptyFolder(),
                (short) 1,
                System.err::println);
    }

    private String applicationId() {
        return "gregor-" + request.run() + "-write";
    }
}
