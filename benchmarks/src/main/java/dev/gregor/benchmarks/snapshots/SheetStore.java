package dev.gregor.benchmarks.snapshots;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.message.MessageHeaders;
import dev.gregor.snapshot.SnapshotPolicy;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** One sheet in the real write side, over TopologyTestDriver: its time and its changelog are exact. */
final class SheetStore implements AutoCloseable {

    /** The time between two commands. */
    static final Duration COMMANDS_APART = Duration.ofSeconds(10);

    private static final String APPLICATION = "snapshots";
    private static final byte[] KEY = "sheet-1".getBytes(UTF_8);

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final Topics topics = Topics.unprefixed();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> commands;
    private final TestOutputTopic<byte[], byte[]> events;
    private final TestOutputTopic<byte[], byte[]> changelog;
    private long sent;

    SheetStore(SnapshotPolicy policy, Path folder) {
        SnapshotSettings snapshots = SnapshotSettings.standard().withPolicy(policy);
        WriteSide writeSide = new WriteSide(
                List.of(new SheetRoot().definition()),
                topics,
                codec,
                new SnapshotStorage(codec, topics, snapshots, new SimpleMeterRegistry()),
                WriteSettings.of("benchmark").withPartitions(1));
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                APPLICATION,
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "nowhere:1",
                StreamsConfig.STATE_DIR_CONFIG,
                folder.toString()));
        driver = new TopologyTestDriver(writeSide.topology(), properties);
        commands = driver.createInputTopic(
                topics.commands(SheetRoot.TYPE), new ByteArraySerializer(), new ByteArraySerializer());
        events = output(topics.events(SheetRoot.TYPE));
        changelog = output(APPLICATION + '-' + SnapshotStorage.storeName(SheetRoot.TYPE) + "-changelog");
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Makes a state of so many bytes. */
    void fill(int bytes) {
        send("fill", new Fill(bytes));
    }

    /** Changes it, and answers how many bytes of keys and values that wrote to the changelog of aggregates. */
    long change(String text) {
        return send("change", new Change(text));
    }

    private long send(String action, SpecificRecord data) {
        driver.advanceWallClockTime(COMMANDS_APART);
        RecordHeaders headers = new RecordHeaders();
        headers.add(MessageHeaders.ID, ("command-" + sent++).getBytes(UTF_8));
        headers.add(MessageHeaders.TYPE, ("sheet." + action + ".v1").getBytes(UTF_8));
        byte[] value = codec.encode(topics.commands(SheetRoot.TYPE), data);
        commands.pipeInput(new TestRecord<>(KEY, value, headers));
        if (events.readRecordsToList().size() != 1) {
            throw new IllegalStateException("The command " + data + " was not accepted");
        }
        return changelog.readRecordsToList().stream()
                .mapToLong(record -> record.key().length + record.value().length)
                .sum();
    }

    @Override
    public void close() {
        driver.close();
    }
}
