package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.messaging.envelope.IncomingMessage;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.flow.Item.Origin;
import dev.gregor.messaging.letter.LetterHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A flow as a topology: each source, and each step that has a state, is a processor that also does what comes behind it, up to the next step that has
 * a state. Internal topics lead there.
 */
final class FlowTopology {

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final Serde<FlowTarget> TARGETS =
            Serdes.serdeFrom((topic, target) -> target.key(), (topic, key) -> new FlowTarget("", "", null, key));

    private final FlowParts parts;
    private final ToIntFunction<String> partitions;
    private final StreamsBuilder builder = new StreamsBuilder();
    private final Map<String, List<FlowSource>> sources = new LinkedHashMap<>();

    /**
     * Of a flow.
     *
     * @param partitions how many partitions a topic has
     */
    FlowTopology(FlowParts parts, ToIntFunction<String> partitions) {
        this.parts = parts;
        this.partitions = partitions;
        parts.flow()
                .sources()
                .forEach(source -> source.topics()
                        .forEach(topic -> sources.computeIfAbsent(topic, each -> new ArrayList<>())
                                .add(source)));
    }

    Topology topology() {
        KStream<FlowTarget, byte[]> read = builder.stream(
                        sources.keySet(),
                        Consumed.with(BYTES, BYTES)
                                .withName("messages")
                                .withTimestampExtractor((message, partitionTime) -> Math.max(0, message.timestamp())))
                .process(Reading::new, Named.as("read"), storesOfReading());
        publish(read, "read");
        for (Table<?> table : parts.flow().tables().values()) {
            addStore(table.store());
            publish(
                    builder.stream(table.topic(), rows(table))
                            .process(() -> new Filing(table), Named.as("file-" + table.topic()), table.store()),
                    "file-" + table.topic());
        }
        parts.flow().sources().forEach(source -> source.keyed().forEach(step -> addKeyed(read, step)));
        return builder.build();
    }

    private String[] storesOfReading() {
        boolean isKept = parts.flow().sources().stream().anyMatch(each -> each.deduplicated() > 0);
        if (isKept) {
            addStore(RecentIds.STORE);
        }
        return isKept ? new String[] {RecentIds.STORE} : new String[0];
    }

    @SuppressWarnings("removal") // The partitioner has no other method that may be implemented alone yet.
    private void publish(KStream<FlowTarget, byte[]> from, String name) {
        from.filter((target, value) -> target.isTopic(), Named.as("published-by-" + name))
                .to(
                        (target, value, origin) -> target.topic(),
                        Produced.with(TARGETS, BYTES)
                                .withName("publish-by-" + name)
                                .withStreamPartitioner((topic, target, value, number) ->
                                        Optional.ofNullable(target.partition()).map(Set::of)));
    }

    /** Those that are there already are read before messages. */
    private static Consumed<byte[], byte[]> rows(Table<?> table) {
        return Consumed.with(BYTES, BYTES)
                .withName("rows-of-" + table.topic())
                .withTimestampExtractor(
                        (row, partitionTime) -> Math.max(0, Math.min(row.timestamp(), System.currentTimeMillis() - 1)));
    }

    private void addKeyed(KStream<FlowTarget, byte[]> from, Step.Keyed step) {
        Repartitioned<FlowTarget, byte[]> to =
                Repartitioned.with(TARGETS, BYTES).withName(step.name());
        Table<?> table = step.table();
        if (table == null) {
            addStore(step.store());
        } else {
            to = to.withNumberOfPartitions(partitions.applyAsInt(table.topic()));
        }
        KStream<FlowTarget, byte[]> worked = from.filter(
                        (target, value) -> target.step().equals(step.name()), Named.as("to-" + step.name()))
                .repartition(to)
                .map((target, value) -> KeyValue.pair(target.key(), value), Named.as("key-of-" + step.name()))
                .process(() -> new Working(step), Named.as("work-" + step.name()), step.store());
        publish(worked, step.name());
        step.keyedBehind().forEach(each -> addKeyed(worked, each));
    }

    private void addStore(String name) {
        builder.addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), BYTES));
    }

    private FlowState state(FlowProcessor of, String store, Effects effects) {
        KeyValueStore<Bytes, byte[]> found = of.context().getStateStore(store);
        return new FlowState(
                effects.codec(), parts.subject(store), found, of.context().currentSystemTimeMs(), effects);
    }

    /** Takes messages as they come. */
    private final class Reading extends FlowProcessor {

        Reading() {
            super(FlowTopology.this.parts, "", List.copyOf(sources.keySet()));
        }

        @Override
        void compute(ConsumerRecord<byte[], byte[]> record, Origin origin, Effects effects) {
            List<FlowSource> takers = takers(record, effects);
            for (IncomingMessage each : IncomingMessage.read(record, origin.place())) {
                each.metadata().context().run(() -> takers.forEach(source -> source.apply(each, origin, effects)));
            }
        }

        /** The sources that read the topic, without those that pass the record over. */
        private List<FlowSource> takers(ConsumerRecord<byte[], byte[]> record, Effects effects) {
            List<FlowSource> all = sources.getOrDefault(record.topic(), List.of());
            int slots = all.stream().mapToInt(FlowSource::deduplicated).max().orElse(0);
            if (slots == 0) {
                return all;
            }
            OptionalLong before = new RecentIds(context().getStateStore(RecentIds.STORE), effects).note(record, slots);
            return isRedriven(record)
                    ? all
                    : all.stream()
                            .filter(each -> !each.passesOver(record.offset(), before))
                            .toList();
        }

        /** A dead letter of this flow that is published again is no repetition, wherever it has failed. */
        private boolean isRedriven(ConsumerRecord<byte[], byte[]> record) {
            Header redriven = record.headers().lastHeader(LetterHeaders.REDRIVEN);
            return redriven != null
                    && redriven.value() != null
                    && parts.flow().name().equals(new String(redriven.value(), UTF_8));
        }
    }

    /** Keeps the rows of a table. */
    private final class Filing extends FlowProcessor {

        private final Table<?> table;

        Filing(Table<?> table) {
            super(FlowTopology.this.parts, "", List.of(table.topic()));
            this.table = table;
        }

        @Override
        void compute(ConsumerRecord<byte[], byte[]> record, Origin origin, Effects effects) {
            FlowState state = state(this, table.store(), effects);
            if (record.value() == null && record.key() != null) {
                state.remove(new String(record.key(), UTF_8));
                return;
            }
            for (IncomingMessage each : IncomingMessage.read(record, origin.place())) {
                if (each.metadata().type().equals(table.type())) {
                    state.put(
                            each.metadata().key(),
                            each.as(effects.codec(), table.data()).data());
                }
            }
        }
    }

    /** Does a step that has a state. */
    private final class Working extends FlowProcessor {

        private final Step.Keyed step;

        Working(Step.Keyed step) {
            super(FlowTopology.this.parts, step.name(), List.of(FlowTopology.this.parts.repartitionTopic(step.name())));
            this.step = step;
        }

        @Override
        Origin origin(ConsumerRecord<byte[], byte[]> record) {
            return Carried.decode(record.value()).origin();
        }

        @Override
        void compute(ConsumerRecord<byte[], byte[]> record, Origin origin, Effects effects) {
            Carried carried = Carried.decode(record.value());
            String subject = parts.subject(step.name());
            Message<?> message =
                    new Message<>(carried.metadata(), effects.codec().decode(subject, carried.data(), step.type()));
            carried.metadata()
                    .context()
                    .run(() -> step.work(
                            new Item(message, origin),
                            new String(record.key(), UTF_8),
                            state(this, step.store(), effects),
                            effects));
        }
    }
}
