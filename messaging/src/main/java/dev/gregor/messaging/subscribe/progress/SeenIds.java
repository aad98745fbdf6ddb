package dev.gregor.messaging.subscribe.progress;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.CloudEventForm;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which messages a partition has had lately, by source and id. A record is a repetition if one of the given number of records before
 * it is the same message: that is a property of the log, so that every instance finds the same, before and after a restart.
 */
public final class SeenIds {

    private static final byte[] NOTHING = {};

    private final int window;
    private Ring ring = new Ring(256);

    /** Looks back this many records; 0 for not at all. */
    public SeenIds(int window) {
        this.window = window;
    }

    /** Takes note of a record and says whether it is a repetition. */
    public boolean isRepeated(ConsumerRecord<byte[], byte[]> record) {
        if (window == 0) {
            return false;
        }
        Headers headers = CloudEventForm.headers(record);
        byte[] id = value(headers, MessageHeaders.ID);
        if (id.length == 0) {
            return false;
        }
        ring.forgetBefore(record.offset() - window);
        if (ring.isFull()) {
            ring = ring.larger();
        }
        return ring.add(record.offset(), id, value(headers, MessageHeaders.SOURCE));
    }

    private static byte[] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? NOTHING : header.value();
    }

    /**
     * Messages by numbers that go up. A table has the number of the last one of each hash, and each message that of the one before it, as in
     * the search of Deflate (RFC 1951, 4): a number that is forgotten ends such a chain, so that nothing is ever taken out of one.
     */
    private static final class Ring {

        private static final long NONE = -1;

        private final long[] offsets;
        private final byte[][] ids;
        private final byte[][] sources;
        private final long[] before;
        private final long[] last;
        private long first;
        private long next;

        /** For so many, a power of two. */
        Ring(int size) {
            offsets = new long[size];
            ids = new byte[size][];
            sources = new byte[size][];
            before = new long[size];
            last = new long[size];
            Arrays.fill(last, NONE);
        }

        boolean isFull() {
            return next - first == offsets.length;
        }

        Ring larger() {
            Ring larger = new Ring(2 * offsets.length);
            for (long number = first; number < next; number++) {
                int at = index(number);
                larger.add(offsets[at], ids[at], sources[at]);
            }
            return larger;
        }

        void forgetBefore(long offset) {
            while (first < next && offsets[index(first)] < offset) {
                first++;
            }
        }

        /** Adds a message and says whether it was there. */
        boolean add(long offset, byte[] id, byte[] source) {
            int hash = index(Arrays.hashCode(id));
            long same = last[hash];
            while (same >= first && !isAt(index(same), id, source)) {
                same = before[index(same)];
            }
            int at = index(next);
            offsets[at] = offset;
            ids[at] = id;
            sources[at] = source;
            before[at] = last[hash];
            last[hash] = next++;
            return same >= first;
        }

        private boolean isAt(int index, byte[] id, byte[] source) {
            return Arrays.equals(ids[index], id) && Arrays.equals(sources[index], source);
        }

        private int index(long number) {
            return (int) number & (offsets.length - 1);
        }
    }
}
