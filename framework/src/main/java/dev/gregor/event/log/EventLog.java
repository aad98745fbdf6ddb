package dev.gregor.event.log;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The log of some aggregate types: an application that files every committed event under its aggregate and version, and
 * the state at every hundredth version; a large state more seldom, and none that is larger than a record may be. It
 * reads committed events only and has its own stores, so that what is read from it is never rolled back.
 *
 * @param definitions the aggregate types
 * @param topics the names of topics
 * @param codec how records become bytes
 * @param partitions the number of partitions of each events topic
 * @param maxRecordBytes the largest record, in bytes
 * @param positions how far the partitions in this process have come
 */
public record EventLog(
        List<AggregateDefinition<?>> definitions,
        Topics topics,
        AvroCodec codec,
        int partitions,
        int maxRecordBytes,
        AppliedPositions positions) {

    /** How many versions lie between two kept states at the least. */
    static final int STATE_INTERVAL = 100;

    /**
     * The maximum bytes of a stored state for each version since the previous one, so that states take no more than events do.
     */
    static final int STATE_BYTES = 1024;

    /** Copies the definitions. */
    public EventLog {
        definitions = List.copyOf(definitions);
    }

    /** The topology of all aggregate types. */
    public Topology topology() {
        Topology topology = new Topology();
        definitions.forEach(definition -> add(topology, definition));
        return topology;
    }

    private <S extends SpecificRecord> void add(Topology topology, AggregateDefinition<S> definition) {
        String type = definition.type();
        String source = type + "-events";
        String processor = type + "-log";
        topology.addSource(source, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.events(type));
        topology.addProcessor(processor, () -> new EventLogProcessor<>(definition, this), source);
        var bytes = new ByteArraySerializer();
        topology.addSink(deadLetterSink(type), Topics.deadLetters(topics.events(type)), bytes, bytes, processor);
        topology.addStateStore(store(eventsStore(type)), processor);
        topology.addStateStore(store(statesStore(type)), processor);
        topology.addStateStore(store(positionStore(type)).withCachingEnabled(), processor);
    }

    /**
     * Without Kafka Streams' cache: no event is written twice, and a scan from another thread reads store and cache one after
     * the other, so it would miss what moves in between.
     */
    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    /** What it needs to be allowed under this application id. */
    public Rights rights(String applicationId) {
        return Rights.of(
                StreamsRights.of(applicationId, topology()),
                Rights.topics(applicationId + '-', AclOperation.DESCRIBE_CONFIGS),
                TopicProvisioner.rights(topicSpecs()));
    }

    /** What the topics of this log, beside those of the write side, have to be like. */
    public List<TopicSpec> topicSpecs() {
        return definitions.stream()
                .map(definition -> Topics.deadLetters(topics.events(definition.type())))
                .map(name -> new TopicSpec(name, 1, TopicSpec.Kind.DEAD_LETTERS, 2 * maxRecordBytes))
                .toList();
    }

    EventReader reader() {
        return new EventReader(EventCatalog.of(definitions), codec);
    }

    /** The names of all stores of an aggregate type. */
    public static List<String> stores(String aggregateType) {
        return List.of(positionStore(aggregateType), eventsStore(aggregateType), statesStore(aggregateType));
    }

    /** The name of the store of the events of an aggregate type. */
    public static String eventsStore(String aggregateType) {
        return aggregateType + "-log-events";
    }

    /** The name of the store of the states at every hundredth version. */
    public static String statesStore(String aggregateType) {
        return aggregateType + "-log-states";
    }

    /** The name of the store of the sequence of the last event. */
    public static String positionStore(String aggregateType) {
        return aggregateType + "-log-position";
    }

    /** The sequence in a value of the {@link #positionStore store of it}. */
    public static long position(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }

    /** The sequence of an event in a value of the {@link #eventsStore store of events}. */
    public static long sequence(byte[] stored) {
        return LoggedEvent.sequence(stored);
    }

    static String deadLetterSink(String aggregateType) {
        return aggregateType + "-events-to-dead-letters";
    }
}
