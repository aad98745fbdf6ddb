package dev.gregor.testing.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.Decision;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.EventReader;
import dev.gregor.message.MessageHeaders;
import dev.gregor.snapshot.AggregateFold;
import dev.gregor.snapshot.FoldResult;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The write side of one aggregate type over TopologyTestDriver, which has one aggregate in its store and takes one command.
 */
final class WriteSideDriver<S extends SpecificRecord> implements AutoCloseable {

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final Topics topics = Topics.unprefixed();
    private final AggregateDefinition<S> definition;
    private final TestState<S> state;
    private final AggregateFold<S> folding;
    private final Path folder;
    private final TopologyTestDriver driver;
    private final KeyValueStore<Bytes, byte[]> store;

    WriteSideDriver(AggregateDefinition<S> definition, TestState<S> state) {
        this.definition = definition;
        this.state = state;
        this.folding = new AggregateFold<>(definition, codec, topics);
        this.folder = folder();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "test",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1",
                StreamsConfig.STATE_DIR_CONFIG, folder.toString()));
        driver = new TopologyTestDriver(writeSide().topology(), properties, state.now());
        store = driver.getKeyValueStore(SnapshotStorage.storeName(definition.type()));
        if (state.version() > 0) {
            FoldResult<S> folded =
                    new FoldResult<>(state.aggregate(), FoldResult.<S>none().last());
            store.put(Bytes.wrap(AggregateFold.snapshotKey(state.aggregateId())), folding.encode(folded));
        }
    }

    private WriteSide writeSide() {
        var storage = new SnapshotStorage(codec, topics, SnapshotSettings.standard(), new SimpleMeterRegistry());
        return new WriteSide(
                List.of(definition),
                topics,
                codec,
                storage,
                WriteSettings.of("test").withPartitions(1));
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("gregor-test");
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder can be made; set -Djava.io.tmpdir", e);
        }
    }

    /** Sends the command, and answers the decision as its sender and the readers of events learn it. */
    Decision handle(SpecificRecord command) {
        String topic = topics.commands(definition.type());
        byte[] key = state.aggregateId().getBytes(UTF_8);
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, codec.encode(topic, command), headers(command)));
        OutcomeRecord outcome =
                codec.decode(topics.replies(), records(topics.replies()).get(0).value(), OutcomeRecord.class);
        return switch (outcome.getKind()) {
            case ACCEPTED -> Decision.events(events());
            case REJECTED -> Decision.reject(String.valueOf(outcome.getCode()), String.valueOf(outcome.getDetail()));
            default -> throw new AssertionError("The write side did not handle the command: " + outcome);
        };
    }

    private RecordHeaders headers(SpecificRecord command) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(MessageHeaders.ID, state.context().commandId().getBytes(UTF_8));
        headers.add(
                MessageHeaders.TYPE, new Lines(definition).commandType(command).getBytes(UTF_8));
        headers.add(MessageHeaders.REPLY_TO, (topics.replies() + ":0").getBytes(UTF_8));
        return headers;
    }

    private List<SpecificRecord> events() {
        String topic = topics.events(definition.type());
        EventReader reader = new EventReader(EventCatalog.of(List.of(definition)), codec);
        return records(topic).stream()
                .flatMap(record -> {
                    var metadata = EventReader.metadata(record.key(), record.headers(), 0);
                    return reader.data(topic, metadata.type().toString(), record.value()).stream();
                })
                .toList();
    }

    private List<TestRecord<byte[], byte[]>> records(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** The aggregate as it is in the store now. */
    AggregateState<S> aggregate() {
        return folding.stored(state.aggregateId(), key -> store.get(Bytes.wrap(key)))
                .state();
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be deleted", e);
        }
    }
}
