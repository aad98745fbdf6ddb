package dev.gregor.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.event.log.EventReader;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.EventTime;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading the headers of an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Envelope {

    private static final byte[] KEY = "account-4711".getBytes(UTF_8);
    private static final String TYPE = "account.deposited.v1";
    private static final String TIME = "2026-01-31T10:00:00.123Z";
    private static final String ID = "7d9f0b1c-54d3-4a0e-9f6e-2b9a3a0d9c11";

    private final Headers headers = new RecordHeaders();

    /** Headers as the write side makes them. */
    public Envelope() {
        add(MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
        add(MessageHeaders.ID, "account/account-4711/42");
        add(MessageHeaders.TYPE, TYPE);
        add(MessageHeaders.SOURCE, "/gregor/benchmark/account");
        add(MessageHeaders.SUBJECT, "account-4711");
        add(MessageHeaders.TIME, TIME);
        add(MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);
        add(MessageHeaders.AGGREGATE_VERSION, "42");
        add(MessageHeaders.PARTITION_SEQUENCE, "123456");
        add(MessageHeaders.CORRELATION_ID, ID);
        add(MessageHeaders.CAUSATION_ID, ID);
    }

    private void add(String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    /** All that a reader of events looks at. */
    @Benchmark
    public EventMetadata metadata() {
        return EventReader.metadata(KEY, headers, 1);
    }

    /** The logical type in it. */
    @Benchmark
    public MessageType type() {
        return MessageType.parse(TYPE);
    }

    /** The time in it. */
    @Benchmark
    public Instant time() {
        return EventTime.parse(TIME);
    }
}
