package dev.gregor.benchmarks.write.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.streams.state.StoreTuning;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.StreamThreadContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The least that a write side on Kafka Streams has to do: the state and the id of each command in stores, the version
 * checked, an event and a reply. Bytes are moved as they are. Bare, it keeps no ids, and its records have no headers.
 */
final class LimitTopology {

    private static final Duration DAY = Duration.ofDays(1);
    private static final String IDS = "limit" + StoreTuning.FOR_NEW_KEYS;

    private LimitTopology() {}

    @SuppressWarnings("removal") // Nothing else implements a StreamPartitioner.
    static Topology of(String run, LimitCommand.Form form) {
        var in = new ByteArrayDeserializer();
        var out = new ByteArraySerializer();
        Topology topology = new Topology();
        topology.addSource("commands", in, in, run + ".commands");
        topology.addProcessor("handler", () -> new Handler(run + ".commands", form), "commands");
        topology.addSink("events", run + ".events", out, out, "handler");
        topology.addSink(
                "replies", run + ".replies", out, out, (topic, key, value, n) -> Optional.of(Set.of(0)), "handler");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("states"), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled(),
                "handler");
        if (form == LimitCommand.Form.HEADERS) {
            topology.addStateStore(
                    Stores.windowStoreBuilder(
                                    Stores.persistentWindowStore(IDS, DAY.multipliedBy(2), DAY, false),
                                    Serdes.Bytes(),
                                    Serdes.ByteArray())
                            .withCachingDisabled(),
                    "handler");
        }
        return topology;
    }

    /** Handles one partition. */
    private static final class Handler implements Processor<byte[], byte[], byte[], byte[]> {

        private final String topic;
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<Bytes, byte[]> states;
        private final LimitCommand.Form form;
        private @Nullable WindowStore<Bytes, byte[]> ids;
        private DrainedBatch.Source batch;

        @SuppressWarnings("NullAway.Init")
        Handler(String topic, LimitCommand.Form form) {
            this.topic = topic;
            this.form = form;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> newContext) {
            context = newContext;
            states = newContext.getStateStore("states");
            ids = form == LimitCommand.Form.HEADERS ? newContext.getStateStore(IDS) : null;
            batch = StreamThreadContext.current()
                    .batch()
                    .source(topic, newContext.taskId().partition());
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            handle(record);
            batch.handled(context.recordMetadata().orElseThrow().offset(), context::commit);
        }

        private void handle(Record<byte[], byte[]> record) {
            LimitCommand command = LimitCommand.of(form, record.headers(), record.value());
            long day = record.timestamp() / DAY.toMillis() * DAY.toMillis();
            Bytes id = Bytes.wrap(LimitCommand.bytes(command.id(), 2 * Long.BYTES));
            if (ids != null && (ids.fetch(id, day) != null || ids.fetch(id, day - DAY.toMillis()) != null)) {
                return;
            }
            Bytes key = Bytes.wrap(record.key());
            byte[] before = states.get(key);
            long version = before == null ? 0 : ByteBuffer.wrap(before).getLong();
            if (command.expected() >= 0 && command.expected() != version) {
                throw new IllegalStateException("Expected version " + command.expected() + ", is " + version);
            }
            write(record, command, key, version + 1);
            if (ids != null) {
                ids.put(id, LimitCommand.bytes(version + 1, Long.BYTES), day);
            }
        }

        private void write(Record<byte[], byte[]> record, LimitCommand command, Bytes key, long version) {
            byte[] number = LimitCommand.bytes(version, Long.BYTES);
            byte[] after = ByteBuffer.allocate(Long.BYTES + command.payload().length)
                    .putLong(version)
                    .put(command.payload())
                    .array();
            if (form == LimitCommand.Form.HEADERS) {
                record.headers()
                        .add("ce_aggregateversion", Long.toString(version).getBytes(UTF_8));
                context.forward(record, "events");
            } else {
                context.forward(record.withValue(after), "events");
            }
            states.put(key, after);
            byte[] id = LimitCommand.bytes(command.id(), 2 * Long.BYTES);
            context.forward(new Record<>(id, number, record.timestamp()), "replies");
        }
    }
}
