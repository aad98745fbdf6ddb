package dev.gregor.benchmarks.rebuild;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.event.EventCatalog;
import dev.gregor.message.MessageType;
import dev.gregor.position.Position;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** The write side, its gateway and one read model, in this process. */
final class RebuildSystem implements AutoCloseable {

    private static final String REFERENCE = "r".repeat(140);
    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(5);
    private static final String RUN = "rebuild";

    private final Topics topics = new Topics(RUN + '.');
    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final WriteSettings settings = WriteSettings.of(RUN);
    private final List<AggregateDefinition<?>> domain = List.of(new BenchmarkAccount().definition());
    private final Map<String, Object> kafka;
    private final StreamsApplication write;
    private final RunningProjections projections;
    private final CommandGateway commands;
    private final QueryGateway queries;

    RebuildSystem(RebuildRequest request) {
        kafka = Map.of("bootstrap.servers", request.stores().kafka().bootstrapServers());
        StreamsSettings streams =
                new StreamsSettings(kafka, request.path(), "benchmark", null, 1, settings.maxRecordBytes());
        write = StreamsApplication.start(
                "gregor-" + RUN + "-write", writeSide().topology(), streams.forWriteSide(), meters);
        var readSide = new ReadSide(RUN, topics, EventCatalog.of(domain), codec, settings.partitions());
        projections = RunningProjections.start(List.of(new AccountRows()), readSide, streams, meters);
        commands = CommandGateway.start(kafka, topics, codec, GatewaySettings.of("benchmark"), meters);
        queries = QueryGateway.over(projections, QUERY_TIMEOUT);
        Waiting.until("Gregor runs", () -> write.isRunning() && projections.areRunning());
    }

    private WriteSide writeSide() {
        var storage = new SnapshotStorage(codec, topics, SnapshotSettings.standard(), meters);
        WriteSide writeSide = new WriteSide(domain, topics, codec, storage, settings);
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, (short) 1, false).provide(writeSide.topicSpecs());
        }
        writeSide.registerSchemas();
        return writeSide;
    }

    /** Deposits, and answers the position from which on a row shows it; fails if the deposit is not accepted. */
    CompletableFuture<Position> deposit(String account) {
        return commands.send(Command.of(DEPOSIT, account, new Deposit(1L, REFERENCE)))
                .thenApply(outcome -> {
                    if (outcome instanceof CommandOutcome.Accepted accepted) {
                        return accepted.position();
                    }
                    throw new IllegalStateException("Not accepted: " + outcome);
                });
    }

    CompletableFuture<QueryAnswer<Row>> row(String account, @Nullable Position after) {
        return queries.get(AccountRows.NAME, account, after);
    }

    /** How many events the read model has applied. */
    long applied() {
        return projections.find(AccountRows.NAME).orElseThrow().progress().lag().applied();
    }

    /** Begins a rebuild. */
    void reset() {
        projections
                .control()
                .reset(AccountRows.NAME, null, null)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    /** Which build serves. */
    String serving() {
        return projections.find(AccountRows.NAME).orElseThrow().build().toString();
    }

    @Override
    public void close() {
        commands.close();
        projections.close();
        write.close();
    }
}
