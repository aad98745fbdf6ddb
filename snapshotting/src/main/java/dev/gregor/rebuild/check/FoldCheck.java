package dev.gregor.rebuild.check;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.log.EventStore;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Folds some aggregates anew and compares them with what decisions and reads go by, which an earlier {@code evolve} may have
 * made. Looks at the aggregates of the last events of each partition, as far as their events are few.
 *
 * @param writeSide the write side of the aggregate type, which runs
 * @param stores the store of aggregates of a partition; throws {@link InvalidStateStoreException} if it is not here
 * @param events the event log
 * @param <S> the class of the state
 */
public record FoldCheck<S extends SpecificRecord>(
        StoppedWriteSide<S> writeSide, IntFunction<ReadOnlyKeyValueStore<Bytes, byte[]>> stores, EventStore events) {

    private static final int AGGREGATES = 10;
    private static final int RECORDS = 200;
    private static final int MAX_EVENTS = 1_000;

    /** What differs, in a sentence with the cure; empty if nothing does. */
    public Optional<String> run() {
        List<String> different = new ArrayList<>();
        try (Cluster cluster = new Cluster(writeSide.kafka());
                LastRecords records = new LastRecords(cluster.consumer(), writeSide.partitions())) {
            for (TopicPartition each : writeSide.events()) {
                compare(each.partition(), lastChanged(records, each)).ifPresent(different::add);
            }
        }
        return different.isEmpty() ? Optional.empty() : Optional.of(sentence(different.get(0)));
    }

    private String sentence(String difference) {
        return "%s. The functions that evolve '%s' have changed: declare another stateVersion(...) of the state in its class, or stop all instances and run the command: rebuild %s"
                .formatted(difference, writeSide.type(), writeSide.type());
    }

    private Set<String> lastChanged(LastRecords records, TopicPartition partition) {
        List<String> ids = new ArrayList<>();
        records.tail(partition, RECORDS)
                .forEach(record -> LastRecords.event(record).ifPresent(event -> ids.add(0, event.aggregateId())));
        Set<String> newest = new LinkedHashSet<>(ids);
        return new LinkedHashSet<>(newest.stream().limit(AGGREGATES).toList());
    }

    private Optional<String> compare(int partition, Set<String> aggregateIds) {
        try {
            ReadOnlyKeyValueStore<Bytes, byte[]> store = stores.apply(partition);
            return aggregateIds.stream()
                    .map(id -> compare(store, id))
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (InvalidStateStoreException | TransientException elsewhere) {
            return Optional.empty();
        }
    }

    private Optional<String> compare(ReadOnlyKeyValueStore<Bytes, byte[]> store, String aggregateId) {
        try {
            AggregateState<S> stored = writeSide
                    .folding()
                    .stored(aggregateId, key -> store.get(Bytes.wrap(key)))
                    .state();
            AggregateState<S> anew = anew(aggregateId, stored.version());
            if (anew.version() != stored.version()) {
                return Optional.empty();
            }
            Optional<AggregateState<?>> read = events.stateAt(writeSide.type(), aggregateId, stored.version());
            if (stored.equals(anew) && read.filter(state -> !state.equals(anew)).isEmpty()) {
                return Optional.empty();
            }
            Set<String> fields = new TreeSet<>(differing(stored, anew));
            read.ifPresent(state -> fields.addAll(differing(state, anew)));
            return Optional.of(
                    "'%s' at version %d is another to decisions or reads than what its events make of it, in %s"
                            .formatted(aggregateId, stored.version(), fields));
        } catch (PermanentException unreadable) {
            return Optional.empty(); // it is folded anew when it is needed
        }
    }

    /** The fold of the events alone; of too many, nothing. */
    private AggregateState<S> anew(String aggregateId, long version) {
        AggregateState<S> state = AggregateState.none();
        if (version > MAX_EVENTS) {
            return state;
        }
        List<SpecificRecord> ofVersion = new ArrayList<>();
        List<Event<?>> history = events.events(writeSide.type(), aggregateId, 1, (int) version);
        for (int index = 0; index < history.size(); index++) {
            Event<?> event = history.get(index);
            ofVersion.add((SpecificRecord) event.data());
            boolean isLast = index + 1 == history.size()
                    || history.get(index + 1).metadata().version()
                            != event.metadata().version();
            if (isLast) {
                state = writeSide
                        .definition()
                        .evolve(aggregateId, state, ofVersion, event.metadata().time());
                ofVersion.clear();
            }
        }
        return state;
    }

    /** The names of fields: their values may be personal. */
    private static Set<String> differing(AggregateState<?> one, AggregateState<?> other) {
        if (one.equals(other)) {
            return Set.of();
        }
        SpecificRecord first = one.state();
        SpecificRecord second = other.state();
        if (first == null || second == null) {
            return Set.of("whether it is there");
        }
        Set<String> names = first.getSchema().getFields().stream()
                .filter(field -> !Objects.equals(first.get(field.pos()), second.get(field.pos())))
                .map(Schema.Field::name)
                .collect(Collectors.toSet());
        return names.isEmpty() ? Set.of("its time") : names;
    }
}
