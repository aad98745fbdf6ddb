package dev.gregor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.message.MessageHeaders;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Checks the committed records of one key in a topic, one after the other. An expectation that is not met throws an
 * {@link AssertionError}.
 *
 * <pre>{@code
 * broker.expect("user.events", codec)
 *         .of("42")
 *         .next("user.registered.v1", new UserRegistered("john", "john@example.com"))
 *         .withHeader("ce_aggregateversion", "1")
 *         .noMore();
 * }</pre>
 */
public final class TopicExpectations {

    private final AvroCodec codec;
    private final String topic;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private int next;

    private TopicExpectations(AvroCodec codec, String topic, List<ConsumerRecord<byte[], byte[]>> records) {
        this.codec = codec;
        this.topic = topic;
        this.records = records;
    }

    /** What a topic holds by now. */
    public static TopicExpectations of(String bootstrapServers, String topic, AvroCodec codec) {
        return new TopicExpectations(codec, topic, CommittedRecords.of(bootstrapServers, topic));
    }

    /** The records with this key alone, from the first; the order of records with several keys is not defined. */
    public TopicExpectations of(String key) {
        return new TopicExpectations(
                codec,
                topic,
                records.stream().filter(each -> key.equals(key(each))).toList());
    }

    private static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), UTF_8);
    }

    /**
     * Expects this number of remaining records.
     *
     * @throws AssertionError if there are more or fewer
     */
    public TopicExpectations count(int expected) {
        if (records.size() - next != expected) {
            throw failure("has %d records left, expected %d".formatted(records.size() - next, expected));
        }
        return this;
    }

    /**
     * Expects that the next record has this logical type and this value.
     *
     * @throws AssertionError if there is none, or it has another type or value
     */
    public TopicExpectations next(String type, SpecificRecord data) {
        if (next == records.size()) {
            throw failure("ends after %d records, expected '%s' %s".formatted(next, type, data));
        }
        ConsumerRecord<byte[], byte[]> record = records.get(next++);
        String actualType = header(record, MessageHeaders.TYPE);
        if (!type.equals(actualType)) {
            throw failure("has '%s' as record %d, expected '%s' %s".formatted(actualType, next, type, data));
        }
        SpecificRecord actual = codec.decode(topic, record.value(), data.getClass());
        if (!actual.equals(data)) {
            throw failure("has %s as record %d, expected %s".formatted(actual, next, data));
        }
        return this;
    }

    /**
     * Expects a header of the record that was expected last.
     *
     * @throws AssertionError if it has another value, or there is none
     */
    public TopicExpectations withHeader(String name, String value) {
        String actual = header(records.get(next - 1), name);
        if (!value.equals(actual)) {
            throw failure("has the header %s=%s in record %d, expected %s".formatted(name, actual, next, value));
        }
        return this;
    }

    /**
     * Expects that there is no further record.
     *
     * @throws AssertionError if there is
     */
    public void noMore() {
        count(0);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private AssertionError failure(String problem) {
        return new AssertionError("Topic " + topic + ' ' + problem);
    }
}
