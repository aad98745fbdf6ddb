package dev.gregor.messaging.subscribe.progress;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a partition is handled: everything before the position, but the outstanding ones. The committed offset is the first
 * outstanding one; its metadata has the position and the other outstanding ones, so that records that were handled behind a slow one are
 * not handled again. Brokers keep 4,096 characters of metadata, so a partition whose outstanding ones take too many is read no further.
 */
public final class Progress {

    /** How many records may be added before a look at {@link #isFull}. */
    public static final int MAX_ADDED = 500;

    /** Those that are added take as much as that again at most, and 4,096 characters are 3,072 bytes. */
    private static final int FULL_BYTES = 1_400;

    private static final int MAX_BYTES = 3_000;
    private static final int LONGEST = 10;

    /** From the first outstanding one on, ascending; of one that is done the complement. */
    private long[] offsets = new long[256];

    private int begin;
    private int end;
    private int outstanding;
    private final NavigableSet<Long> left;
    private final long handledBefore;
    private long position;

    private Progress(long position, long handledBefore, NavigableSet<Long> left) {
        this.position = position;
        this.handledBefore = handledBefore;
        this.left = left;
    }

    /** Nothing from this offset on is handled. */
    public static Progress from(long offset) {
        return new Progress(offset, offset, new TreeSet<>());
    }

    /** As it was committed; metadata of others say nothing. */
    public static Progress of(OffsetAndMetadata committed) {
        NavigableSet<Long> left = new TreeSet<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(committed.metadata()));
            long handledBefore = committed.offset() + read(bytes);
            for (long last = committed.offset(); bytes.hasRemaining(); ) {
                last += read(bytes);
                left.add(last);
            }
            return new Progress(committed.offset(), handledBefore, left);
        } catch (IllegalArgumentException | BufferUnderflowException foreign) {
            return from(committed.offset());
        }
    }

    /** Takes note of a record, which is outstanding now unless it was handled before. */
    public boolean add(long offset) {
        position = offset + 1;
        if (offset < handledBefore && !left.contains(offset)) {
            return false;
        }
        if (end == offsets.length) {
            dropDone();
        }
        offsets[end++] = offset;
        outstanding++;
        return true;
    }

    /** Half of the space is free then. */
    private void dropDone() {
        long[] kept = 2 * outstanding > offsets.length ? new long[2 * offsets.length] : offsets;
        int size = 0;
        for (int each = begin; each < end; each++) {
            if (offsets[each] >= 0) {
                kept[size++] = offsets[each];
            }
        }
        offsets = kept;
        begin = 0;
        end = size;
    }

    /** A record is no longer outstanding. */
    public void done(long offset) {
        int at = find(offset);
        if (at == end || offsets[at] != offset) {
            return;
        }
        offsets[at] = ~offset;
        outstanding--;
        while (begin < end && offsets[begin] < 0) {
            begin++;
        }
    }

    /** Where an offset is, if it is anywhere. */
    private int find(long offset) {
        int low = begin;
        for (int high = end - 1; low < high; ) {
            int middle = (low + high) >>> 1;
            long found = offsets[middle];
            if ((found < 0 ? ~found : found) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where reading goes on. */
    public long position() {
        return position;
    }

    /** Whether no more should be read until some of the outstanding ones are done. */
    public boolean isFull() {
        return outstanding * 3 > FULL_BYTES && encode().position() > FULL_BYTES;
    }

    /** What to commit. */
    public OffsetAndMetadata committable() {
        ByteBuffer bytes = encode();
        byte[] used = new byte[bytes.flip().remaining()];
        bytes.get(used);
        return new OffsetAndMetadata(first(), Base64.getEncoder().encodeToString(used));
    }

    private long first() {
        return begin == end ? position : offsets[begin];
    }

    /** Those that were outstanding when they were committed, and are not read again yet. */
    private NavigableSet<Long> unread() {
        return left.tailSet(position, true);
    }

    /** What there is no room for, and all behind it, counts as not handled. */
    private ByteBuffer encode() {
        ByteBuffer entries = ByteBuffer.allocate(MAX_BYTES);
        long before = writeOutstanding(entries);
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST + entries.position());
        write(bytes, before - first());
        return bytes.put(entries.flip());
    }

    /** Returns the offset before which all of them are written. */
    private long writeOutstanding(ByteBuffer entries) {
        long last = first();
        for (int each = begin; each < end; each++) {
            if (offsets[each] >= 0) {
                if (entries.remaining() < LONGEST) {
                    return offsets[each];
                }
                write(entries, offsets[each] - last);
                last = offsets[each];
            }
        }
        for (long offset : unread()) {
            if (entries.remaining() < LONGEST) {
                return offset;
            }
            write(entries, offset - last);
            last = offset;
        }
        return Math.max(position, handledBefore);
    }

    private static void write(ByteBuffer bytes, long number) {
        long rest = number;
        while (rest >= 128) {
            bytes.put((byte) (rest | 128));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long read(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            number |= (next & 127L) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}
