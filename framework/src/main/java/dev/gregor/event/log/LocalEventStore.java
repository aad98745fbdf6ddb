package dev.gregor.event.log;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.topic.KeyPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers from the partitions of an {@link EventLog} that live in this process. Thread-safe. */
public final class LocalEventStore implements EventStore {

    private final EventLog log;
    private final Supplier<KafkaStreams> streams;
    private final EventReader reader;
    private final Map<String, EventFold<?>> folds;

    /**
     * Answers from this running log.
     *
     * @param streams its Kafka Streams client at present
     */
    public LocalEventStore(EventLog log, Supplier<KafkaStreams> streams) {
        this.log = log;
        this.streams = streams;
        this.reader = log.reader();
        this.folds = log.definitions().stream()
                .collect(Collectors.toUnmodifiableMap(AggregateDefinition::type, each -> new EventFold<>(each, log)));
    }

    /** How many partitions the log has, here and in other processes. */
    public int partitions() {
        return log.partitions();
    }

    /**
     * The ids in one partition, in the order of the range. Throws {@link TransientException} if the partition cannot be read here at
     * present, and {@link PermanentException} if there is no such aggregate type.
     */
    public List<String> ids(String aggregateType, int partition, KeyRange range) {
        definition(aggregateType);
        return here(partition, () -> new StoredIds(eventsStore(aggregateType, partition)).in(range));
    }

    /** The partition of an aggregate. */
    public int partition(String aggregateId) {
        return KeyPartition.of(aggregateId, log.partitions());
    }

    @Override
    public List<Event<?>> events(String aggregateType, String aggregateId, long from, int limit) {
        definition(aggregateType);
        return here(aggregateId, () -> read(aggregateType, aggregateId, from, limit));
    }

    private List<Event<?>> read(String aggregateType, String aggregateId, long from, int limit) {
        int partition = partition(aggregateId);
        String topic = log.topics().events(aggregateType);
        List<Event<?>> events = new ArrayList<>();
        Bytes to = LoggedEvent.key(aggregateId, from > Long.MAX_VALUE - limit ? Long.MAX_VALUE : from + limit - 1L);
        try (var range = eventsStore(aggregateType, partition).range(LoggedEvent.key(aggregateId, from), to)) {
            while (range.hasNext()) {
                LoggedEvent logged = LoggedEvent.decode(aggregateId, partition, range.next().value);
                events.addAll(reader.read(topic, logged.metadata(), logged.data()));
            }
        }
        return events;
    }

    @Override
    public Optional<AggregateState<?>> state(String aggregateType, String aggregateId) {
        return here(
                aggregateId,
                () -> lastVersion(aggregateType, aggregateId)
                        .flatMap(version -> readAt(aggregateType, aggregateId, version)));
    }

    @Override
    public Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, long version) {
        return here(aggregateId, () -> readAt(aggregateType, aggregateId, version));
    }

    private Optional<AggregateState<?>> readAt(String aggregateType, String aggregateId, long version) {
        if (version < 1 || stored(aggregateType, aggregateId, version) == null) {
            return Optional.empty();
        }
        return Optional.of(fold(definition(aggregateType).type(), aggregateId, version));
    }

    @Override
    public Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, Instant time) {
        return here(
                aggregateId,
                () -> lastVersion(aggregateType, aggregateId)
                        .map(last -> versionAt(aggregateType, aggregateId, last, time))
                        .filter(version -> version > 0)
                        .flatMap(version -> readAt(aggregateType, aggregateId, version)));
    }

    /** The last version decided at that time or before, by bisection: times never go back within an aggregate. */
    private long versionAt(String aggregateType, String aggregateId, long last, Instant time) {
        long known = 0;
        long beyond = last + 1;
        while (beyond - known > 1) {
            long middle = known + (beyond - known) / 2;
            byte[] event = stored(aggregateType, aggregateId, middle);
            if (event != null
                    && !Instant.ofEpochMilli(LoggedEvent.timeMillis(event)).isAfter(time)) {
                known = middle;
            } else {
                beyond = middle;
            }
        }
        return known;
    }

    @Override
    public long version(String aggregateType, String aggregateId) {
        definition(aggregateType);
        return here(aggregateId, () -> lastVersion(aggregateType, aggregateId).orElse(0L));
    }

    private Optional<Long> lastVersion(String aggregateType, String aggregateId) {
        var events = eventsStore(aggregateType, partition(aggregateId));
        Bytes first = LoggedEvent.key(aggregateId, 0);
        try (var newestFirst = events.reverseRange(first, LoggedEvent.key(aggregateId, Long.MAX_VALUE))) {
            return newestFirst.hasNext()
                    ? Optional.of(LoggedEvent.decode(aggregateId, 0, newestFirst.next().value)
                            .metadata()
                            .version())
                    : Optional.empty();
        }
    }

    private byte[] stored(String aggregateType, String aggregateId, long version) {
        return eventsStore(aggregateType, partition(aggregateId)).get(LoggedEvent.key(aggregateId, version));
    }

    private AggregateState<?> fold(String aggregateType, String aggregateId, long version) {
        int partition = partition(aggregateId);
        return requireNonNull(folds.get(aggregateType))
                .fold(
                        store(EventLog.statesStore(aggregateType), partition),
                        eventsStore(aggregateType, partition),
                        aggregateId,
                        version);
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> eventsStore(String aggregateType, int partition) {
        return store(EventLog.eventsStore(aggregateType), partition);
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, int partition) {
        return streams.get()
                .store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    private <T> T here(String aggregateId, Supplier<T> reading) {
        return here(partition(aggregateId), reading);
    }

    /** A partition may move away at any time, also while it is read. */
    private static <T> T here(int partition, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidStateStoreException e) {
            throw new TransientException(
                    "Partition %d of the event log is not here, or still being restored; try again"
                            .formatted(partition),
                    e);
        }
    }

    private AggregateDefinition<?> definition(String aggregateType) {
        return log.definitions().stream()
                .filter(each -> each.type().equals(aggregateType))
                .findFirst()
                .orElseThrow(() -> new PermanentException("There is no aggregate type '" + aggregateType + "', only "
                        + log.definitions().stream()
                                .map(AggregateDefinition::type)
                                .toList()));
    }
}
