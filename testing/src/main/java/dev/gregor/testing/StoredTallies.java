package dev.gregor.testing;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import dev.gregor.message.MessageType;
import dev.gregor.testing.contract.TallyState;
import dev.gregor.topic.Topics;
import dev.gregor.write.storage.AggregateStorage;
import dev.gregor.write.storage.AggregateStore;
import dev.gregor.write.storage.EncodedEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** One partition of a storage, with real state stores, that keeps tallies. */
final class StoredTallies implements AutoCloseable {

    private static final String SOURCE = "source";
    private static final String PROCESSOR = "processor";

    private final AggregateDefinition<TallyState> definition = new Tally().definition();
    private final AggregateStorage storage;
    private final AvroCodec codec;
    private final String topic;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> commands;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Runnable pending;
    private AggregateStore<TallyState> store;
    private Instant now = AggregateFixture.START;
    private long sequence;

    StoredTallies(AggregateStorage storage, AvroCodec codec, Topics topics, Path folder) {
        this.storage = storage;
        this.codec = codec;
        this.topic = topics.events(definition.type());
        Topology topology = new Topology();
        var reading = new ByteArrayDeserializer();
        topology.addSource(SOURCE, reading, reading, topics.commands(definition.type()));
        topology.addProcessor(PROCESSOR, TaskRunner::new, SOURCE);
        storage.stores(definition).forEach(each -> topology.addStateStore(each, PROCESSOR));
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "contract",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1",
                StreamsConfig.STATE_DIR_CONFIG, folder.toString()));
        this.driver = new TopologyTestDriver(topology, properties, now);
        var bytes = new ByteArraySerializer();
        this.commands = driver.createInputTopic(topics.commands(definition.type()), bytes, bytes);
        this.store = open();
    }

    /** Does what is asked as a processor does it: with a node, and a record, of its own. */
    private final class TaskRunner implements Processor<byte[], byte[], Void, Void> {
        @Override
        public void init(ProcessorContext<Void, Void> newContext) {
            context = newContext;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            requireNonNull(pending).run();
        }
    }

    private <T> T within(Supplier<T> doing) {
        AtomicReference<T> result = new AtomicReference<>();
        pending = () -> result.set(doing.get());
        commands.pipeInput(new byte[0]);
        return result.get();
    }

    private AggregateStore<TallyState> open() {
        return within(() -> storage.open(definition, requireNonNull(context), sequence));
    }

    /** Closes the store and opens it again, as after a transaction that failed. */
    void reopen() {
        store.close();
        store = open();
    }

    void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    AggregateState<TallyState> load(String id) {
        return within(() -> store.load(id));
    }

    Map<MessageType, Long> lastVersions(String id) {
        return within(() -> store.lastVersions(id));
    }

    void forget(String id) {
        store.forget(id);
    }

    /** Computes what some events change, without writing it. */
    void prepare(String id, SpecificRecord... events) {
        within(() -> prepared(id, events));
    }

    /** Keeps what some events change, and answers the state after them. */
    AggregateState<TallyState> keep(String id, SpecificRecord... events) {
        sequence += events.length;
        return within(() -> {
            Prepared prepared = prepared(id, events);
            prepared.change().write();
            return prepared.after();
        });
    }

    private Prepared prepared(String id, SpecificRecord... events) {
        AggregateState<TallyState> after = store.load(id);
        List<EncodedEvent> encoded = new ArrayList<>();
        for (SpecificRecord event : events) {
            after = definition.evolve(id, after, event, now);
            encoded.add(new EncodedEvent(
                    definition.eventOf(event).type(), after.version(), now, codec.encode(topic, event)));
        }
        return new Prepared(after, store.prepare(id, after, encoded));
    }

    private record Prepared(AggregateState<TallyState> after, AggregateStore.Change change) {}

    @Override
    public void close() {
        store.close();
        driver.close();
    }
}
