package dev.gregor.timer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Timers in two stores: by id the time under which a timer is filed, and by this time and the id the timer itself. The time is that at which
 * it is due, unless others have fired that were filed under a later one.
 *
 * <p>RocksDB passes over what was deleted, one by one, to find what is not. So the store of due times is read from a mark, behind which all timers
 * are. It is kept in a third store. Deleted timers behind it end at a fence: an entry without a timer, which is there until its time has come,
 * for each ten seconds in which timers were due. Confined to its stream thread, except for {@link #size}.
 */
final class TimerStores {

    /** When there is no timer. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Bytes MARK = Bytes.wrap(new byte[] {0});
    private static final byte[] FENCE = {};
    private static final long FENCE_MILLIS = 10_000;
    private static final int MAX_KNOWN_FENCES = 1_000;

    private final KeyValueStore<Bytes, byte[]> ids;
    private final KeyValueStore<Bytes, byte[]> due;
    private final KeyValueStore<Bytes, byte[]> state;
    private final Set<Long> knownFences = new HashSet<>();
    private final Set<Bytes> removedMeanwhile = new HashSet<>();
    private long firstPutMeanwhile = NEVER;
    private boolean firing;
    private Bytes mark = TimerKey.first(0);
    private final AtomicLong size = new AtomicLong();

    TimerStores(
            KeyValueStore<Bytes, byte[]> ids, KeyValueStore<Bytes, byte[]> due, KeyValueStore<Bytes, byte[]> state) {
        this.ids = ids;
        this.due = due;
        this.state = state;
        byte[] stored = state.get(MARK);
        if (stored != null) {
            ByteBuffer bytes = ByteBuffer.wrap(stored);
            size.set(bytes.getLong());
            byte[] key = new byte[bytes.remaining()];
            bytes.get(key);
            mark = Bytes.wrap(key);
        }
    }

    /** How many timers there are. Thread-safe. */
    long size() {
        return size.get();
    }

    /**
     * Puts a timer, in place of the one of its id.
     *
     * @param time when it is to fire, in milliseconds
     * @return the time under which it is filed, a moment later if that has passed
     */
    long put(Timer timer, long time, long now) {
        remove(timer.id());
        Bytes key = behindTheMark(Math.max(0, time), timer.id(), now);
        long filed = TimerKey.millis(key);
        ids.put(
                bytes(timer.id()),
                ByteBuffer.allocate(Long.BYTES).putLong(filed).array());
        due.put(key, encode(timer));
        putFence(filed);
        firstPutMeanwhile = Math.min(firstPutMeanwhile, filed);
        resize(1);
        return filed;
    }

    private Bytes behindTheMark(long time, String id, long now) {
        followClock(now);
        Bytes key = TimerKey.of(time, id);
        return key.compareTo(mark) < 0 ? TimerKey.of(TimerKey.millis(mark) + 1, id) : key;
    }

    /** A clock that is set back takes the mark along: timers may be due before those that have fired. */
    private void followClock(long now) {
        if (TimerKey.millis(mark) > now + 1) {
            mark = TimerKey.first(now + 1);
            knownFences.clear();
        }
    }

    private void putFence(long time) {
        long fence = (time / FENCE_MILLIS + 1) * FENCE_MILLIS;
        if (knownFences.size() >= MAX_KNOWN_FENCES) {
            knownFences.clear();
        }
        if (knownFences.add(fence)) {
            due.put(TimerKey.first(fence), FENCE);
        }
    }

    /** Removes a timer; whether there was one. */
    boolean remove(String id) {
        Bytes key = key(id);
        if (key == null) {
            return false;
        }
        if (firing) {
            removedMeanwhile.add(key);
        }
        ids.delete(bytes(id));
        due.delete(key);
        resize(-1);
        return true;
    }

    private @Nullable Bytes key(String id) {
        byte[] time = ids.get(bytes(id));
        return time == null ? null : TimerKey.of(ByteBuffer.wrap(time).getLong(), id);
    }

    /** The timer of an id. */
    @Nullable
    Timer get(String id) {
        Bytes key = key(id);
        return key == null ? null : decode(key, requireNonNull(due.get(key)));
    }

    /** Timers by their ids, as many as there is time for. */
    TimerPage list(String prefix, String after, int limit, Duration time) {
        long began = System.nanoTime();
        List<Timer> timers = new ArrayList<>();
        String last = after;
        try (KeyValueIterator<Bytes, byte[]> entries =
                ids.range(bytes(after.compareTo(prefix) < 0 ? prefix : after + '\0'), null)) {
            while (entries.hasNext()) {
                String id = new String(entries.next().key.get(), UTF_8);
                if (!id.startsWith(prefix)) {
                    break;
                }
                if (timers.size() == limit || (!timers.isEmpty() && isOver(began, time))) {
                    return new TimerPage(timers, last);
                }
                timers.add(requireNonNull(get(id)));
                last = id;
            }
        }
        return new TimerPage(timers, null);
    }

    /** Fires timers that are due, as many as the bounds allow, and one at least. */
    Fired fire(long now, FireBounds bounds, TimerAction action) {
        long began = System.nanoTime();
        followClock(now);
        firstPutMeanwhile = NEVER;
        firing = true;
        int number = 0;
        long next = NEVER;
        try (KeyValueIterator<Bytes, byte[]> entries = due.range(mark, null)) {
            // What was put meanwhile is not among the entries, so that it must not come to be before the mark.
            while (next == NEVER && entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (TimerKey.millis(entry.key) > Math.min(now, firstPutMeanwhile - 1)) {
                    next = TimerKey.millis(entry.key);
                } else if (number > 0 && (number == bounds.number() || isOver(began, bounds.time()))) {
                    next = now;
                } else {
                    number++;
                    take(entry, action);
                }
            }
        } finally {
            firing = false;
            removedMeanwhile.clear();
        }
        return new Fired(
                number, Duration.ofNanos(System.nanoTime() - began), goOn(now, Math.min(next, firstPutMeanwhile)));
    }

    /** With nothing left that is due, the mark is where the next millisecond begins. */
    private long goOn(long now, long next) {
        if (next > now) {
            mark = TimerKey.first(now + 1);
        }
        return next;
    }

    /** What was read may have been removed since. */
    private void take(KeyValue<Bytes, byte[]> entry, TimerAction action) {
        if (removedMeanwhile.contains(entry.key)) {
            return;
        }
        due.delete(entry.key);
        mark = TimerKey.after(entry.key);
        if (entry.value.length > 0) {
            Timer timer = decode(entry.key, entry.value);
            ids.delete(bytes(timer.id()));
            resize(-1);
            action.fire(timer);
        } else {
            resize(0);
        }
    }

    /** Notes how many there are, and the mark. */
    private void resize(int change) {
        long changed = size.addAndGet(change);
        byte[] key = mark.get();
        state.put(
                MARK,
                ByteBuffer.allocate(Long.BYTES + key.length)
                        .putLong(changed)
                        .put(key)
                        .array());
    }

    private static boolean isOver(long began, Duration time) {
        return System.nanoTime() - began >= time.toNanos();
    }

    private static Bytes bytes(String id) {
        return Bytes.wrap(id.getBytes(UTF_8));
    }

    private static byte[] encode(Timer timer) {
        return ByteBuffer.allocate(Long.BYTES + timer.value().length)
                .putLong(timer.due().toEpochMilli())
                .put(timer.value())
                .array();
    }

    private static Timer decode(Bytes key, byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        Instant due = Instant.ofEpochMilli(bytes.getLong());
        byte[] value = new byte[bytes.remaining()];
        bytes.get(value);
        return new Timer(TimerKey.id(key), due, value);
    }
}
