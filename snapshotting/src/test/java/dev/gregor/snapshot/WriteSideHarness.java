package dev.gregor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.message.MessageHeaders;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.test.TestRecord;

/** The real write side of bank accounts over TopologyTestDriver. */
final class WriteSideHarness implements AutoCloseable {

    final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    final Topics topics = Topics.unprefixed();
    final TopologyTestDriver driver;
    private final Path folder = folder();
    private final TestInputTopic<byte[], byte[]> commands;
    private final TestOutputTopic<byte[], byte[]> events;
    private final TestOutputTopic<byte[], byte[]> replies;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    WriteSideHarness(SnapshotPolicy policy, long cacheBytes) {
        this(
                new BankAccount().definition(),
                SnapshotSettings.standard().withPolicy(policy).withCacheBytes(cacheBytes),
                WriteSettings.of("app").withPartitions(1).withMaxMessageBytes(10_000));
    }

    WriteSideHarness(AggregateDefinition<?> bank, SnapshotSettings snapshots, WriteSettings settings) {
        WriteSide writeSide = new WriteSide(
                List.of(bank),
                topics,
                codec,
                new SnapshotStorage(codec, topics, snapshots, new SimpleMeterRegistry()),
                settings);
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "test",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1",
                StreamsConfig.STATE_DIR_CONFIG, folder.toString()));
        driver = new TopologyTestDriver(writeSide.topology(), properties, Instant.parse("2026-01-31T10:00:00Z"));
        commands =
                driver.createInputTopic("bank-account.commands", new ByteArraySerializer(), new ByteArraySerializer());
        events = output("bank-account.events");
        replies = output("gregor.replies");
        deadLetters = output("bank-account.commands.dlq");
    }

    /** A folder of its own, for drivers side by side. */
    private static Path folder() {
        try {
            return Files.createTempDirectory("gregor");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    OutcomeRecord send(String aggregateId, String commandId, String action, SpecificRecord data) {
        return send(aggregateId, commandId, action, data, Map.of());
    }

    OutcomeRecord send(
            String aggregateId, String commandId, String action, SpecificRecord data, Map<String, String> more) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(MessageHeaders.ID, commandId.getBytes(UTF_8));
        headers.add(MessageHeaders.TYPE, ("bank-account." + action + ".v1").getBytes(UTF_8));
        headers.add(MessageHeaders.REPLY_TO, "gregor.replies:0".getBytes(UTF_8));
        more.forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
        byte[] value = codec.encode("bank-account.commands", data);
        commands.pipeInput(new TestRecord<>(aggregateId.getBytes(UTF_8), value, headers));
        return codec.decode("gregor.replies", replies.readValue(), OutcomeRecord.class);
    }

    void sendRaw(byte @org.jspecify.annotations.Nullable [] key, byte[] value, RecordHeaders headers) {
        commands.pipeInput(new TestRecord<>(key, value, headers));
    }

    /** Keeps this outcome in the place of each that is kept. */
    void replaceOutcomes(OutcomeRecord outcome) {
        WindowStore<Bytes, byte[]> store = driver.getWindowStore(WriteSide.handledStore("bank-account"));
        List<Windowed<Bytes>> kept = new ArrayList<>();
        try (var all = store.all()) {
            all.forEachRemaining(entry -> kept.add(entry.key));
        }
        kept.forEach(each -> store.put(
                each.key(),
                codec.encode(topics.replies(), outcome),
                each.window().start()));
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    List<TestRecord<byte[], byte[]>> events() {
        return events.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> replies() {
        return replies.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
