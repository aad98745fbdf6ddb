package dev.gregor.projection.run;

import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.Window;
import dev.gregor.projection.build.BuildId;
import dev.gregor.streams.ApplicationIds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.jspecify.annotations.Nullable;

/**
 * One projection as a topology. Rows of aggregates are made in one step; rows of other keys in two, with a topic between
 * them in which each event is in the partition of its row.
 */
final class ProjectionTopology<R extends SpecificRecord> {

    static final String ROWS = "rows";
    static final String POSITIONS = "positions";
    static final String KEYED_POSITIONS = "keyed-positions";
    static final String PARKED = "parked";
    static final String KEYED_PARKED = "keyed-parked";
    static final String WINDOWED = "windowed";

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
    private final EventRules<R> events;
    private final RowCodec<R> codec;
    private final ProjectionProgress progress = new ProjectionProgress();
    private final ParkedTasks parkedTasks = new ParkedTasks();
    private final LiveRows live;
    private final Flaws flaws;
    private Conditions conditions = Conditions.NONE;

    /** The first build, of all events. */
    ProjectionTopology(ProjectionDefinition<R> definition, ReadSide readSide) {
        this(definition, readSide, BuildId.first(definition.version()), null);
    }

    /**
     * A build.
     *
     * @param from the time before which events are skipped; null for none
     */
    ProjectionTopology(ProjectionDefinition<R> definition, ReadSide readSide, BuildId build, @Nullable Instant from) {
        this.definition = definition;
        this.build = build;
        this.readSide = readSide;
        this.applicationId = applicationId(readSide.app(), definition.name(), build);
        this.aggregateTypes = definition.aggregateTypes(readSide.events());
        this.live = new LiveRows(definition.name());
        this.flaws = new Flaws("Build %s of '%s'".formatted(build, definition.name()));
        this.from = from;
        this.events = new EventRules<>(definition, readSide, from);
        this.codec = new RowCodec<>(definition, readSide.codec(), applicationId + '-' + ROWS + "-changelog");
    }

    /** The application id of a build. */
    static String applicationId(String app, String projection, BuildId build) {
        return new ApplicationIds(app).projection(projection, build.toString());
    }

    Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<byte[]> bytes = Serdes.ByteArray();
        KStream<byte[], byte[]> source =
                builder.stream(topics(), Consumed.with(bytes, bytes).withName(EVENTS));
        builder.addStateStore(Rows.store(ROWS));
        builder.addStateStore(PositionStore.store(POSITIONS));
        builder.addStateStore(ParkedStore.store(PARKED));
        if (definition.keyedByAggregate()) {
            source.process(() -> new AggregateRowsProcessor<>(this), Named.as(APPLYING), ROWS, POSITIONS, PARKED);
        } else {
            builder.addStateStore(PositionStore.store(KEYED_POSITIONS));
            builder.addStateStore(ParkedStore.store(KEYED_PARKED));
            source.process(() -> new KeyingProcessor<>(this), Named.as(KEYING), KEYED_POSITIONS, KEYED_PARKED)
                    .repartition(Repartitioned.with(bytes, bytes)
                            .withName(BY_KEY)
                            .withNumberOfPartitions(partitions())
                            .withStreamPartitioner(new RowPartition()))
                    .process(() -> new KeyedRowsProcessor<>(this), Named.as(APPLYING), keyedRowsStores(builder));
        }
        return builder.build();
    }

    /** Windows of events need one store more. */
    private String[] keyedRowsStores(StreamsBuilder builder) {
        if (window().flatMap(Window::ofEvents).isEmpty()) {
            return new String[] {ROWS, POSITIONS, PARKED};
        }
        builder.addStateStore(EventWindows.store(WINDOWED));
        return new String[] {ROWS, POSITIONS, PARKED, WINDOWED};
    }

    /** The window of its rules, if they have one. */
    Optional<Window> window() {
        return Optional.ofNullable(definition.window());
    }

    ProjectionDefinition<R> definition() {
        return definition;
    }

    BuildId build() {
        return build;
    }

    String applicationId() {
        return applicationId;
    }

    int partitions() {
        return readSide.partitions();
    }

    /** What a task is called where its flaws are noted. */
    static String task(String stage, int partition) {
        return stage + ' ' + partition;
    }

    /** A partition of rows is in this process from now on, unless its rows are not to be read. */
    void open(String task, int partition, PositionStore positions) {
        if (!flaws.spoil(task)) {
            progress.open(partition, positions.all());
        }
    }

    /** A partition of rows leaves this process. */
    void close(String task, int partition) {
        progress.close(partition);
        flaws.remove(task);
    }

    /** A topic whose partitions are read where the rows of the same partitions are. */
    String rowsTopic() {
        return definition.keyedByAggregate() ? topics().get(0) : applicationId + '-' + BY_KEY + "-repartition";
    }

    /** The types of the aggregates whose events it reads. */
    Set<String> aggregateTypes() {
        return aggregateTypes;
    }

    String eventsTopic(String aggregateType) {
        return readSide.topics().events(aggregateType);
    }

    /** The events topics that it reads. */
    List<String> topics() {
        return aggregateTypes.stream().map(this::eventsTopic).toList();
    }

    EventRules<R> events() {
        return events;
    }

    RowCodec<R> codec() {
        return codec;
    }

    /** Those that Kafka Streams makes for it. */
    List<String> internalTopics() {
        Stream<String> changelogs = Stream.of(ROWS, POSITIONS, PARKED, KEYED_POSITIONS, KEYED_PARKED, WINDOWED)
                .map(store -> applicationId + '-' + store + "-changelog");
        return Stream.concat(changelogs, Stream.of(applicationId + '-' + BY_KEY + "-repartition"))
                .toList();
    }

    /** The stores that events may be parked in. */
    List<String> parkedStores() {
        return definition.keyedByAggregate() ? List.of(PARKED) : List.of(KEYED_PARKED, PARKED);
    }

    ParkedTasks parkedTasks() {
        return parkedTasks;
    }

    LiveRows live() {
        return live;
    }

    ProjectionProgress progress() {
        return progress;
    }

    Flaws flaws() {
        return flaws;
    }

    /** The same under conditions that are known; to be said before it runs. */
    ProjectionTopology<R> under(Conditions found) {
        conditions = found;
        return this;
    }

    EventHistory history() {
        return conditions.history();
    }

    RecordLimit limit() {
        return conditions.limit();
    }

    /** Whether it is asked for, or allowed, that it begins with a later event than the first. */
    boolean mayBeginLate() {
        return from != null || readSide.eventsMayExpire();
    }
}
