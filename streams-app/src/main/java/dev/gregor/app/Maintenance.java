package dev.gregor.app;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.app.config.Settings;
import dev.gregor.avro.AvroCodec;
import dev.gregor.command.LocalReplies;
import dev.gregor.event.EventLog;
import dev.gregor.event.EventStore;
import dev.gregor.rebuild.FoldCheck;
import dev.gregor.rebuild.LogCheck;
import dev.gregor.rebuild.Rebuild;
import dev.gregor.rebuild.StoppedLog;
import dev.gregor.rebuild.StoppedWriteSide;
import dev.gregor.rebuild.StoreCheck;
import dev.gregor.rebuild.Verification;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Work on the stores of the write side while nothing writes to them.
 *
 * @param settings the settings of the application
 * @param kafka the cluster
 * @param data the folder of this process
 * @param tell takes what is to be told, a line at a time
 */
record Maintenance(Settings settings, Kafka kafka, DataDir data, Consumer<String> tell) {

    /** Does a task instead of running the application, and answers whether all is well. */
    static boolean run(Settings settings, Task task, String aggregateType, Consumer<String> tell) {
        try (Closing closing = new Closing()) {
            DataDir data = closing.add(DataDir.open(settings.instance().dataDir()));
            Domain domain = Domain.find(settings.domain());
            Thread.currentThread().setContextClassLoader(domain.loader());
            AggregateDefinition<?> definition = definition(domain, aggregateType);
            Kafka kafka = Kafka.open(settings, data, closing);
            kafka.abortHangingTransactions();
            kafka.clockDifference(() -> {}).ifPresent(far -> {
                throw new StartException(far, null);
            });
            AvroCodec codec =
                    Schemas.open(settings, kafka, new Topics(settings.cluster().topicPrefix()), closing);
            Parts parts = Parts.of(settings, domain, codec, new SimpleMeterRegistry(), new LocalReplies());
            closing.add(Logging::stopping);
            var maintenance = new Maintenance(settings, kafka, data, tell);
            return maintenance.run(
                    task, maintenance.stopped(parts.write(), definition), maintenance.stopped(parts.log()));
        }
    }

    private static AggregateDefinition<?> definition(Domain domain, String aggregateType) {
        var definitions = domain.aggregates();
        return definitions.stream()
                .filter(each -> each.type().equals(aggregateType))
                .findFirst()
                .orElseThrow(() -> new StartException(
                        "There is no aggregate type '%s'; expected one of: %s"
                                .formatted(
                                        aggregateType,
                                        definitions.stream()
                                                .map(AggregateDefinition::type)
                                                .collect(Collectors.joining(", "))),
                        null));
    }

    private boolean run(Task task, StoppedWriteSide<?> stopped, StoppedLog log) {
        AtomicBoolean isWell = new AtomicBoolean();
        kafka.use(() -> isWell.set(task == Task.REBUILD ? rebuild(stopped, log) : verify(stopped)));
        return isWell.get();
    }

    private static boolean rebuild(StoppedWriteSide<?> stopped, StoppedLog log) {
        Rebuild.Result result = Rebuild.run(stopped);
        LogCheck.forgetStates(log, stopped.definition().type());
        stopped.tell()
                .accept(String.format(
                        Locale.ROOT,
                        "The stores of %,d aggregates are made again. On other machines delete the folder %s before"
                                + " they start.",
                        result.aggregates(),
                        stopped.applicationId()));
        return true;
    }

    private static boolean verify(StoppedWriteSide<?> stopped) {
        Verification.Result result = Verification.run(stopped);
        result.findings().forEach(stopped.tell());
        int found = result.findings().size();
        stopped.tell()
                .accept(String.format(
                        Locale.ROOT,
                        "%,d events and %,d aggregates compared: %s",
                        result.events(),
                        result.aggregates(),
                        found == 0 ? "all is well" : found + (found == 1 ? " difference" : " differences")));
        return found == 0;
    }

    /**
     * Refuses a start with stores that know less than the events say.
     *
     * @throws dev.gregor.failure.PermanentException if they do, or if events were lost
     * @throws StartException if the cluster cannot be used
     */
    void check(WriteSide writeSide, EventLog log) {
        boolean eventsMayExpire = settings.cluster().eventsMayExpire();
        kafka.use(() -> writeSide
                .definitions()
                .forEach(definition -> StoreCheck.run(stopped(writeSide, definition), eventsMayExpire)));
        kafka.use(() -> LogCheck.run(stopped(log)));
    }

    /** Compares states with their events, for each aggregate type. */
    List<FoldCheck<?>> foldChecks(WriteSide writeSide, KafkaStreams streams, EventStore events) {
        return writeSide.definitions().stream()
                .<FoldCheck<?>>map(definition -> foldCheck(stopped(writeSide, definition), streams, events))
                .toList();
    }

    private static <S extends SpecificRecord> FoldCheck<S> foldCheck(
            StoppedWriteSide<S> writeSide, KafkaStreams streams, EventStore events) {
        String store = SnapshotStorage.storeName(writeSide.definition().type());
        return new FoldCheck<>(
                writeSide,
                partition -> streams.store(
                        StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                                .withPartition(partition)),
                events);
    }

    private StoppedLog stopped(EventLog log) {
        return new StoppedLog(log, "gregor-" + settings.app() + "-log", kafka.client(), data.streams(), tell);
    }

    private <S extends SpecificRecord> StoppedWriteSide<S> stopped(
            WriteSide writeSide, AggregateDefinition<S> definition) {
        return new StoppedWriteSide<>(
                writeSide,
                definition,
                "gregor-" + settings.app() + "-write",
                kafka.client(),
                data.streams(),
                kafka.replicationFactor(),
                tell);
    }
}
