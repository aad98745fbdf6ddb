package dev.gregor.messaging.envelope;

import dev.gregor.message.MessageHeaders;
import java.util.Iterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record, of which those that each message has are found once: Kafka's own compare the names of all for each one that
 * is asked for. Not to be changed.
 */
public final class KnownHeaders implements Headers {

    private static final int NAMES = 9;
    /** The lengths of a name and a value. */
    private static final int LENGTHS = 10;

    private final Headers all;
    private final @Nullable Header[] known = new Header[NAMES];
    private final long bytes;

    private KnownHeaders(Headers all) {
        this.all = all;
        long sum = 0;
        for (Header each : all) {
            String name = each.key();
            sum += LENGTHS + name.length() + length(each.value());
            int index = index(name);
            if (index >= 0) {
                known[index] = each;
            }
        }
        this.bytes = sum;
    }

    /** The record with its headers in this form. */
    public static ConsumerRecord<byte[], byte[]> in(ConsumerRecord<byte[], byte[]> record) {
        return record.headers() instanceof KnownHeaders
                ? record
                : CloudEventForm.with(record, record.value(), new KnownHeaders(record.headers()));
    }

    private static int index(String name) {
        return switch (name) {
            case MessageHeaders.ID -> 0;
            case MessageHeaders.TYPE -> 1;
            case MessageHeaders.SOURCE -> 2;
            case MessageHeaders.TIME -> 3;
            case MessageHeaders.CONTENT_TYPE -> 4;
            case MessageHeaders.CORRELATION_ID -> 5;
            case MessageHeaders.CAUSATION_ID -> 6;
            case MessageHeaders.TRACE_PARENT -> 7;
            case MessageHeaders.TRACE_STATE -> 8;
            default -> -1;
        };
    }

    /** About how many bytes a record takes that has its headers in this form. */
    public static long bytes(ConsumerRecord<byte[], byte[]> record) {
        long headers = record.headers() instanceof KnownHeaders known ? known.bytes : 0;
        return headers + length(record.key()) + length(record.value());
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public @Nullable Header lastHeader(String name) {
        int index = index(name);
        return index < 0 ? all.lastHeader(name) : known[index];
    }

    @Override
    public Iterable<Header> headers(String name) {
        return all.headers(name);
    }

    @Override
    public Header[] toArray() {
        return all.toArray();
    }

    @Override
    public Iterator<Header> iterator() {
        return all.iterator();
    }

    @Override
    public Headers add(Header header) {
        throw unchangeable();
    }

    @Override
    public Headers add(String name, byte[] value) {
        throw unchangeable();
    }

    @Override
    public Headers remove(String name) {
        throw unchangeable();
    }

    private static UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException(
                "The headers of a message that was received are not to be changed: add to new RecordHeaders(headers.toArray())");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KnownHeaders that && all.equals(that.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
