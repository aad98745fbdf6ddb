package dev.gregor.projection.topology;

import static dev.gregor.projection.task.StoreNames.JOINED;
import static dev.gregor.projection.task.StoreNames.KEYED_PARKED;
import static dev.gregor.projection.task.StoreNames.KEYED_POSITIONS;
import static dev.gregor.projection.task.StoreNames.PARKED;
import static dev.gregor.projection.task.StoreNames.POSITIONS;
import static dev.gregor.projection.task.StoreNames.ROWS;
import static dev.gregor.projection.task.StoreNames.STATES;
import static dev.gregor.projection.task.StoreNames.WINDOWED;
import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.event.log.EventSequences;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionRule;
import dev.gregor.projection.Window;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.keyed.KeyedSender;
import dev.gregor.projection.parked.Parking;
import dev.gregor.projection.rows.JoinedRows;
import dev.gregor.projection.rows.RowCodec;
import dev.gregor.projection.rows.Rows;
import dev.gregor.projection.rows.StateCodec;
import dev.gregor.projection.task.PositionStore;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.thread.CommitThrottle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * One projection as a topology. Rows of aggregates are made in one step; rows of other keys in two, with a topic between
 * them in which each event is in the partition of its row.
 */
public final class ProjectionTopology<R extends SpecificRecord> {

    private static final String EVENTS = "events";
    private static final String KEYING = "keying";
    private static final String BY_KEY = "by-key";
    private static final String APPLYING = "applying";

    private final ProjectionDefinition<R> definition;
    private final String applicationId;
    private final BuildId build;
    private final ReadSide readSide;
    private final @Nullable Instant from;
    private final Set<String> aggregateTypes;
    private final Map<String, String> topics;
    private final EventRules<R> events;
    private final RowCodec<R> codec;
    private final Map<String, AggregateDefinition<?>> folded;
    private final StateCodec states;
    private final JoinRecords joins;
    private final BuildState state;

    /** The first build, of all events. */
    public ProjectionTopology(ProjectionDefinition<R> definition, ReadSide readSide) {
        this(definition, readSide, BuildId.first(definition.version()), null);
    }

    /**
     * A build.
     *
     * @param from the time before which events are skipped; null for none
     */
    public ProjectionTopology(
            ProjectionDefinition<R> definition, ReadSide readSide, BuildId build, @Nullable Instant from) {
        this.definition = definition;
        this.build = build;
        this.readSide = readSide;
        this.applicationId = applicationId(readSide.app(), definition.name(), build);
        this.aggregateTypes = definition.aggregateTypes(readSide.events());
        this.topics = aggregateTypes.stream().collect(Collectors.toMap(type -> type, readSide.topics()::events));
        this.state = new BuildState(definition.name(), build, readSide.partitions());
        this.from = from;
        this.folded = definition.states(readSide.events());
        this.states = new StateCodec(readSide.codec(), StoreNames.changelog(applicationId, STATES));
        this.joins = new JoinRecords(definition, folded, from);
        this.events = new EventRules<>(definition, readSide, states, this::eventsTopic, from);
        this.codec = new RowCodec<>(definition, readSide.codec(), StoreNames.changelog(applicationId, ROWS));
    }

    /** The application id of a build. */
    public static String applicationId(String app, String projection, BuildId build) {
        return new ApplicationIds(app).projection(projection, build.toString());
    }

    /** What Kafka Streams is to run. */
    public Topology topology() {
        return topology(Stores::persistentKeyValueStore);
    }

    /** The same with stores that are made of their names like this, for tests. */
    public Topology topology(Function<String, KeyValueBytesStoreSupplier> stores) {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<byte[]> bytes = Serdes.ByteArray();
        KStream<byte[], byte[]> source =
                builder.stream(topics(), Consumed.with(bytes, bytes).withName(EVENTS));
        builder.addStateStore(Rows.store(stores.apply(ROWS)));
        builder.addStateStore(PositionStore.store(stores.apply(POSITIONS)));
        builder.addStateStore(Parking.store(stores.apply(PARKED)));
        if (definition.keyedByAggregate()) {
            source.process(() -> new AggregateRowsProcessor<>(this), Named.as(APPLYING), ROWS, POSITIONS, PARKED);
        } else {
            builder.addStateStore(PositionStore.store(stores.apply(KEYED_POSITIONS)));
            builder.addStateStore(Parking.store(stores.apply(KEYED_PARKED)));
            source.process(() -> new KeyingProcessor<>(this), Named.as(KEYING), keyingStores(builder, stores))
                    .repartition(Repartitioned.with(bytes, bytes)
                            .withName(BY_KEY)
                            .withNumberOfPartitions(partitions())
                            .withStreamPartitioner(new KeyedSender.Partitioner()))
                    .process(
                            () -> new KeyedRowsProcessor<>(this), Named.as(APPLYING), keyedRowsStores(builder, stores));
        }
        return builder.build();
    }

    /** Keys from states need one store more. */
    private String[] keyingStores(StreamsBuilder builder, Function<String, KeyValueBytesStoreSupplier> stores) {
        if (folded.isEmpty()) {
            return new String[] {KEYED_POSITIONS, KEYED_PARKED};
        }
        builder.addStateStore(Rows.store(stores.apply(STATES)));
        return new String[] {KEYED_POSITIONS, KEYED_PARKED, STATES};
    }

    /** Windows of events need one store more, and so do joins. */
    private String[] keyedRowsStores(StreamsBuilder builder, Function<String, KeyValueBytesStoreSupplier> stores) {
        List<String> more = new ArrayList<>();
        window().flatMap(Window::ofEvents).ifPresent(window -> more.add(WINDOWED));
        if (!definition.joins().isEmpty()) {
            more.add(JOINED);
        }
        more.forEach(store -> builder.addStateStore(Rows.store(stores.apply(store))));
        return Stream.concat(Stream.of(ROWS, POSITIONS, PARKED), more.stream()).toArray(String[]::new);
    }

    /** The window of its rules, if they have one. */
    Optional<Window> window() {
        return Optional.ofNullable(definition.window());
    }

    /** What it does. */
    public ProjectionDefinition<R> definition() {
        return definition;
    }

    /** Which build of the read model it is. */
    public BuildId build() {
        return build;
    }

    /** The application id of the build. */
    public String applicationId() {
        return applicationId;
    }

    /** The number of partitions of its rows. */
    public int partitions() {
        return readSide.partitions();
    }

    /** A topic whose partitions are read where the rows of the same partitions are. */
    public String rowsTopic() {
        return definition.keyedByAggregate() ? topics().get(0) : applicationId + '-' + BY_KEY + "-repartition";
    }

    /** What the builds of the read model, this one and others, need to be allowed, with deleting those that are replaced. */
    public Rights rights() {
        String builds = new ApplicationIds(readSide.app()).projection(definition.name(), "");
        return Rights.of(
                StreamsRights.ofAll(builds, topology()),
                Rights.groups(builds, AclOperation.DELETE),
                Rights.topics(builds, AclOperation.DELETE, AclOperation.DESCRIBE_CONFIGS));
    }

    /** The types of the aggregates whose events it reads. */
    public Set<String> aggregateTypes() {
        return aggregateTypes;
    }

    /** The topic of the events of an aggregate type. */
    public String eventsTopic(String aggregateType) {
        String known = topics.get(aggregateType);
        return known != null ? known : readSide.topics().events(aggregateType);
    }

    /** The events topics that it reads. */
    public List<String> topics() {
        return aggregateTypes.stream().map(this::eventsTopic).toList();
    }

    EventRules<R> events() {
        return events;
    }

    /** Whether the state after an event is kept. One that is not known here may have changed it, and is parked until it is. */
    boolean folds(EventMetadata event) {
        return folded.containsKey(event.type().aggregateType());
    }

    JoinRecords joins() {
        return joins;
    }

    /** The rows of its joins in a task; empty if it has none. */
    Optional<JoinedRows<R>> joinedRows(Task task, Rows<R> rows) {
        return definition.joins().isEmpty()
                ? Optional.empty()
                : Optional.of(new JoinedRows<>(task, definition.joins(), states, rows));
    }

    /** The states that a task keeps; empty if no rule needs them. */
    Optional<AggregateStates> states(Task task) {
        return folded.isEmpty() ? Optional.empty() : Optional.of(new AggregateStates(task, folded, states));
    }

    /** The state that a change needs, to be sent with the event; null if it needs none. */
    byte @Nullable [] stateFor(Rows.Due<R> due) {
        ProjectionRule.@Nullable StateUse use = due.rule().state();
        return use == null || !use.inChange() ? null : states.encode(requireNonNull(due.state()));
    }

    /**
     * Makes the schemas known that it writes with.
     *
     * @throws dev.gregor.failure.PermanentException if one is refused; the message names subject and field
     * @throws dev.gregor.failure.TransientException if the store of the schemas does not answer
     */
    public void registerSchemas() {
        codec.register();
        folded.values().forEach(aggregate -> states.register(aggregate.stateSchema()));
    }

    /** How its rows become bytes. */
    public RowCodec<R> codec() {
        return codec;
    }

    /** Those that Kafka Streams makes for it. */
    List<String> internalTopics() {
        Stream<String> changelogs = StoreNames.ALL.stream().map(store -> StoreNames.changelog(applicationId, store));
        return Stream.concat(changelogs, Stream.of(applicationId + '-' + BY_KEY + "-repartition"))
                .toList();
    }

    /** What changes while it is at work. */
    public BuildState state() {
        return state;
    }

    /** How many records it has passed over, because they were no events. */
    public long passedOver() {
        return events.passedOver();
    }

    /** The types of events that came and that no aggregate evolves by, under any name or form. */
    public Set<String> unknownEvents() {
        return events.unknown();
    }

    /**
     * Looks up which events there are and how large records may be. Call it before the build runs.
     *
     * @param maxRecordBytes how large the records of events may be
     * @throws dev.gregor.failure.TransientException if the cluster does not answer; exceptions of Kafka clients pass through
     */
    public void inspect(Admin admin, EventSequences sequences, int maxRecordBytes) {
        state.under(Conditions.of(this, admin, sequences, maxRecordBytes));
    }

    /** Lets windows end by this clock instead of that of the process, for tests. Call it before the build runs. */
    public void goBy(InstantSource clock) {
        state.goBy(clock);
    }

    /** The settings to run it with: transactions are rarer the more partitions of rows each of them writes to. */
    public StreamsSettings throttled(StreamsSettings settings) {
        if (definition.keyedByAggregate()) {
            return settings;
        }
        Duration spacing = CommitThrottle.spacing(partitions());
        return settings.polling(spacing).committing(settings.commits().notBefore(spacing.multipliedBy(2)));
    }

    /** Whether it is asked for, or allowed, that it begins with a later event than the first. */
    public boolean mayBeginLate() {
        return from != null || readSide.eventsMayExpire();
    }
}
