package dev.gregor.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.benchmarks.machine.TemporaryFolder;
import dev.gregor.message.MessageHeaders;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One command through the write side: read, looked up by its id, version checked, decided, encoded, stored. What Kafka
 * Streams' test driver takes for its part is in the figures, so read their differences.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class Handling {

    private static final Topics TOPICS = new Topics("");
    private static final int ACCOUNTS = 10_000;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final byte[] command =
            codec.encode(TOPICS.commands(BenchmarkAccount.TYPE), new Deposit(1L, "r".repeat(140)));
    private final long[] versions = new long[ACCOUNTS];

    /** Whether live aggregates are in memory. */
    @Param({"true", "false"})
    public boolean cached;

    /** Whether the command expects the version that the account has. */
    @Param({"true", "false"})
    public boolean expected;

    private TemporaryFolder dir;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> commands;
    private TestOutputTopic<byte[], byte[]> events;
    private long sent;

    /** Starts the write side. */
    @Setup(Level.Trial)
    public void start() {
        dir = TemporaryFolder.create("gregor-micro");
        driver = new TopologyTestDriver(writeSide().topology(), properties());
        var in = new ByteArraySerializer();
        var out = new ByteArrayDeserializer();
        commands = driver.createInputTopic(TOPICS.commands(BenchmarkAccount.TYPE), in, in);
        events = driver.createOutputTopic(TOPICS.events(BenchmarkAccount.TYPE), out, out);
    }

    private WriteSide writeSide() {
        SnapshotSettings standard = SnapshotSettings.standard();
        var storage = new SnapshotStorage(
                codec, TOPICS, cached ? standard : standard.withCacheBytes(0), new SimpleMeterRegistry());
        // The test driver has one partition.
        WriteSettings settings = WriteSettings.of("micro").withPartitions(1);
        WriteSide writeSide =
                new WriteSide(List.of(new BenchmarkAccount().definition()), TOPICS, codec, storage, settings);
        writeSide.registerSchemas();
        return writeSide;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "micro");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, dir.path().toString());
        return properties;
    }

    /** Handles one command, and takes the event from the driver. */
    @Benchmark
    public TestRecord<byte[], byte[]> command() {
        int account = (int) (sent++ % ACCOUNTS);
        String id = "account-" + account;
        commands.pipeInput(new TestRecord<>(id.getBytes(UTF_8), command, headers(id, versions[account]++)));
        return events.readRecord();
    }

    private Headers headers(String account, long version) {
        Headers headers = new RecordHeaders();
        add(headers, MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
        add(headers, MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);
        add(headers, MessageHeaders.ID, "command-" + sent);
        add(headers, MessageHeaders.TYPE, "account.deposit.v1");
        add(headers, MessageHeaders.SOURCE, "/gregor/benchmark/account");
        add(headers, MessageHeaders.TIME, "2026-01-31T10:00:00.123Z");
        add(headers, MessageHeaders.SUBJECT, account);
        add(headers, MessageHeaders.CORRELATION_ID, "correlation");
        if (expected) {
            add(headers, MessageHeaders.EXPECTED_VERSION, Long.toString(version));
        }
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    /** Stops the write side. */
    @TearDown(Level.Trial)
    public void stop() {
        driver.close();
        dir.close();
    }
}
