package dev.gregor.projection.run;

import dev.gregor.projection.ProjectionDefinition;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * One projection as a topology. Rows of aggregates are made in one step; rows of other keys in two, with a topic between
 * them in which each event is in the partition of its row.
 */
final class ProjectionTopology<R extends SpecificRecord> {

    static final String ROWS = "rows";
    static final String POSITIONS = "positions";
    static final String KEYED_POSITIONS = "keyed-positions";

    private static final String EVENTS = "events";
    private static final String KEYING = "keying";
    private static final String BY_KEY = "by-key";
    private static final String APPLYING = "applying";

    private final ProjectionDefinition<R> definition;
    private final String applicationId;
    private final ReadSide readSide;
    private final Set<String> aggregateTypes;
    private final EventRules<R> events;
    private final RowCodec<R> codec;
    private final EventAttempt attempt;
    private final ProjectionProgress progress = new ProjectionProgress();

    ProjectionTopology(ProjectionDefinition<R> definition, ReadSide readSide) {
        this.definition = definition;
        this.readSide = readSide;
        this.applicationId =
                "gregor-%s-projection-%s-v%d".formatted(readSide.app(), definition.name(), definition.version());
        this.aggregateTypes = definition.aggregateTypes(readSide.events());
        this.events = new EventRules<>(definition, readSide);
        this.codec = new RowCodec<>(definition, readSide.codec(), applicationId + '-' + ROWS + "-changelog");
        this.attempt = new EventAttempt(definition.name(), definition.version());
    }

    Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<byte[]> bytes = Serdes.ByteArray();
        KStream<byte[], byte[]> source =
                builder.stream(topics(), Consumed.with(bytes, bytes).withName(EVENTS));
        builder.addStateStore(Rows.store(ROWS));
        builder.addStateStore(PositionStore.store(POSITIONS));
        if (definition.keyedByAggregate()) {
            source.process(() -> new AggregateRowsProcessor<>(this), Named.as(APPLYING), ROWS, POSITIONS);
        } else {
            builder.addStateStore(PositionStore.store(KEYED_POSITIONS));
            source.process(() -> new KeyingProcessor<>(this), Named.as(KEYING), KEYED_POSITIONS)
                    .repartition(Repartitioned.with(bytes, bytes)
                            .withName(BY_KEY)
                            .withNumberOfPartitions(partitions())
                            .withStreamPartitioner(new RowPartition()))
                    .process(() -> new KeyedRowsProcessor<>(this), Named.as(APPLYING), ROWS, POSITIONS);
        }
        return builder.build();
    }

    ProjectionDefinition<R> definition() {
        return definition;
    }

    String applicationId() {
        return applicationId;
    }

    int partitions() {
        return readSide.partitions();
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

    EventAttempt attempt() {
        return attempt;
    }

    ProjectionProgress progress() {
        return progress;
    }
}
