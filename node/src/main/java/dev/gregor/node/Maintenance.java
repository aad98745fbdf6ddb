package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.event.log.EventLog;
import dev.gregor.event.log.EventStore;
import dev.gregor.failure.TransientException;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.personal.ClearStates;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.ClockSetBack;
import dev.gregor.rebuild.Rebuild;
import dev.gregor.rebuild.Verification;
import dev.gregor.rebuild.check.FoldCheck;
import dev.gregor.rebuild.check.LogCheck;
import dev.gregor.rebuild.check.StoreCheck;
import dev.gregor.rebuild.stopped.StoppedLog;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Rebuilds or verifies the stores of an aggregate type while no instance runs. Both block until they are done, and take the data
 * folder for themselves.
 */
public final class Maintenance {

    /** Whoever asks for work. */
    public interface Caller {
        /** Takes what is to be reported, a line at a time. */
        void report(String line);

        /** Is called before the broker of this process is stopped. */
        void ends();

        /** Is called, with the reason, when the work goes no further and may never return, so that the process has to end. */
        void cannotGoOn(Exception reason);
    }

    private final Settings settings;
    private final Kafka kafka;
    private final DataDir data;
    private final Consumer<String> report;

    /** Work that reports its progress, one line at a time. */
    Maintenance(Settings settings, Kafka kafka, DataDir data, Consumer<String> report) {
        this.settings = settings;
        this.kafka = kafka;
        this.data = data;
        this.report = report;
    }

    /**
     * Writes the stores of an aggregate type again from its events. A rebuild that was interrupted continues when it is
     * started again.
     *
     * @throws StartException if the folder or the cluster cannot be used, or there is no such aggregate type
     * @throws dev.gregor.failure.PermanentException if an instance runs, or the events cannot be folded
     */
    public static void rebuild(Settings settings, String aggregateType, Caller caller) {
        run(settings, aggregateType, caller, (stopped, log, schemas) -> {
            rebuild(stopped, log);
            Schema state = stopped.definition().stateSchema();
            ClearStates.rebuilt(stopped.type(), state, schemas);
            if (settings.write().stateTopics().contains(stopped.type())
                    && !PersonalFields.of(state).isEmpty()) {
                stopped.report()
                        .accept("Topic %s keeps states that were in clear until they are published again."
                                .formatted(new Topics(settings.cluster().topicPrefix()).state(stopped.type())));
            }
            return true;
        });
    }

    /**
     * Compares the stores of an aggregate type with its events, without changing them, and returns whether they are
     * equal. Parameters and exceptions are those of {@link #rebuild}.
     */
    public static boolean verify(Settings settings, String aggregateType, Caller caller) {
        return run(settings, aggregateType, caller, (stopped, log, schemas) -> verify(stopped));
    }

    private interface Task {
        boolean test(StoppedWriteSide<?> stopped, StoppedLog log, SchemaCatalog schemas);
    }

    private static boolean run(Settings settings, String aggregateType, Caller caller, Task task) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Closing closing = new Closing()) {
            closing.add(() -> Thread.currentThread().setContextClassLoader(before));
            DataDir data = closing.add(DataDir.open(settings.instance().dataDir()));
            Domain domain = Domain.find(settings.domain());
            Thread.currentThread().setContextClassLoader(domain.loader());
            AggregateDefinition<?> definition = definition(domain, aggregateType);
            Kafka kafka = Kafka.open(settings, data, closing, caller::cannotGoOn);
            kafka.abortHangingTransactions();
            kafka.clockDifference(() -> {}).ifPresent(far -> {
                throw new StartException(far, null);
            });
            closing.add(ClockSetBack.watch(reason -> caller.cannotGoOn(new TransientException(reason))));
            Topics topics = new Topics(settings.cluster().topicPrefix());
            MeterRegistry meters = new SimpleMeterRegistry();
            var seals = Seals.of(settings, domain, Messages.none(), kafka);
            Schemas schemas = Schemas.open(settings, kafka, topics, closing);
            AvroCodec codec = seals.sealed(schemas, seals.open(null, meters, closing));
            var storage = new SnapshotStorage(codec, topics, settings.snapshots(), meters);
            var definitions = Definitions.of(settings, domain, codec, storage, new LocalReplies());
            closing.add(caller::ends);
            var maintenance = new Maintenance(settings, kafka, data, caller::report);
            var stopped = maintenance.stopped(definitions.write(), definition);
            AtomicBoolean isWell = new AtomicBoolean();
            kafka.use(() -> isWell.set(task.test(stopped, maintenance.stopped(definitions.log()), schemas.catalog())));
            return isWell.get();
        }
    }

    private static AggregateDefinition<?> definition(Domain domain, String aggregateType) {
        var definitions = domain.aggregates();
        return definitions.stream()
                .filter(each -> each.type().equals(aggregateType))
                .findFirst()
                .orElseThrow(() -> new StartException(
                        "There is no aggregate type '%s', only %s: correct it, or give the JAR that has it (--domain)"
                                .formatted(
                                        aggregateType,
                                        definitions.stream()
                                                .map(AggregateDefinition::type)
                                                .collect(Collectors.joining(", "))),
                        null));
    }

    private static void rebuild(StoppedWriteSide<?> stopped, StoppedLog log) {
        Rebuild.Result result = Rebuild.run(stopped);
        LogCheck.forgetStates(log, stopped.definition().type());
        stopped.report()
                .accept(String.format(
                        Locale.ROOT,
                        "The stores of %,d aggregates are made again. On other machines delete the folder %s before"
                                + " they start.",
                        result.aggregates(),
                        stopped.applicationId()));
    }

    private static boolean verify(StoppedWriteSide<?> stopped) {
        Verification.Result result = Verification.run(stopped);
        result.findings().forEach(stopped.report());
        int found = result.findings().size();
        stopped.report()
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
    List<FoldCheck<?>> foldChecks(WriteSide writeSide, Supplier<KafkaStreams> streams, EventStore events) {
        return writeSide.definitions().stream()
                .<FoldCheck<?>>map(definition -> foldCheck(stopped(writeSide, definition), streams, events))
                .toList();
    }

    private static <S extends SpecificRecord> FoldCheck<S> foldCheck(
            StoppedWriteSide<S> writeSide, Supplier<KafkaStreams> streams, EventStore events) {
        String store = SnapshotStorage.storeName(writeSide.definition().type());
        return new FoldCheck<>(
                writeSide,
                partition -> streams.get()
                        .store(StoreQueryParameters.fromNameAndType(
                                        store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                                .withPartition(partition)),
                events);
    }

    private ApplicationIds ids() {
        return new ApplicationIds(settings.app());
    }

    private StoppedLog stopped(EventLog log) {
        return new StoppedLog(log, ids().log(), kafka.client(), data.streams(), report);
    }

    private <S extends SpecificRecord> StoppedWriteSide<S> stopped(
            WriteSide writeSide, AggregateDefinition<S> definition) {
        return new StoppedWriteSide<>(
                writeSide,
                definition,
                ids().write(),
                kafka.client(),
                data.streams(),
                kafka.replicationFactor(),
                report);
    }
}
