package dev.gregor.rebuild.stopped;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.write.WriteSide;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The write side of one aggregate type while no instance of the application runs.
 *
 * @param writeSide the write side as the application runs it
 * @param definition the aggregate type
 * @param applicationId the application id of the write side, such as {@code gregor-app-write}
 * @param kafka settings of Kafka clients
 * @param stateDir where Kafka Streams keeps state stores on this machine
 * @param replicationFactor of changelogs; -1 for the cluster's default
 * @param report takes messages on the progress, one line at a time
 * @param <S> the class of the state
 */
public record StoppedWriteSide<S extends SpecificRecord>(
        WriteSide writeSide,
        AggregateDefinition<S> definition,
        String applicationId,
        Map<String, Object> kafka,
        Path stateDir,
        short replicationFactor,
        Consumer<String> report) {

    /** The aggregate type. */
    public String type() {
        return definition.type();
    }

    /** The topic of its events. */
    public String eventsTopic() {
        return writeSide.topics().events(type());
    }

    /** The number of its partitions. */
    public int partitions() {
        return writeSide.settings().partitions();
    }

    /** The partitions of its events. */
    public List<TopicPartition> events() {
        return IntStream.range(0, partitions()).mapToObj(this::events).toList();
    }

    /** A partition of its events. */
    public TopicPartition events(int partition) {
        return new TopicPartition(eventsTopic(), partition);
    }

    /** The partitions of its commands. */
    public List<TopicPartition> commands() {
        return IntStream.range(0, partitions())
                .mapToObj(partition -> new TopicPartition(commandsTopic(), partition))
                .toList();
    }

    /** The topic of its commands. */
    public String commandsTopic() {
        return writeSide.topics().commands(type());
    }

    /** The topics of the changes of its stores. */
    public List<String> changelogs() {
        return writeSide.stores(definition).stream()
                .map(store -> changelog(store.name()))
                .toList();
    }

    /** The topic of the changelog of a store. */
    public String changelog(String store) {
        return applicationId + '-' + store + "-changelog";
    }

    /** What folds its events. */
    public AggregateFold<S> folding() {
        return new AggregateFold<>(definition, writeSide.codec(), writeSide.topics());
    }

    /** Where work that is not done yet is kept. */
    public Path workspace(String task) {
        return stateDir.resolve(applicationId + '-' + task).resolve(type());
    }
}
