package dev.gregor.app.http.stream;

import static java.util.Objects.requireNonNull;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.log.EventEnds;
import dev.gregor.event.log.EventFeed;
import dev.gregor.event.log.FeedToken;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One feed of events for all clients that are near its end. Its thread reads the events and makes bytes of them once, and keeps the last of
 * these, so that a client may take them a moment later, and another join from a place a moment ago. A client that is left further
 * behind is told so. Thread-safe.
 */
final class SharedFeed {

    private static final Logger LOG = LoggerFactory.getLogger(SharedFeed.class);

    /** What is kept for those who are behind. */
    private static final int KEPT_BYTES = 8 << 20;

    private static final int EVENTS_AT_ONCE = 2_000;

    /** After so many bytes no more are added to what is sent at once. */
    private static final int BYTES_AT_ONCE = 1 << 18;

    private static final Duration POLL_WAIT = Duration.ofSeconds(1);

    /** The thread sends for at most a quarter of the time: events that come meanwhile go out together. */
    private static final int PAUSES_PER_ROUND = 3;

    private static final Duration MAX_PAUSE = Duration.ofMillis(500);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** How long it goes on without a client. */
    private static final Duration UNUSED = Duration.ofSeconds(30);

    private final EventFeed feed;
    private final Thread thread;
    private final EventEnds ends;

    /** By number, from the first that is kept to the last. */
    private final Map<Long, FeedBatch> kept = new HashMap<>();

    private final Set<Reader> readers = new HashSet<>();
    private Set<Reader> waiting = new LinkedHashSet<>();
    private FeedToken position;
    private long firstKept;
    private long keptBytes;
    private long unusedSince = System.nanoTime();
    private boolean halted;
    private @Nullable End end;
    private volatile boolean closing;

    /** How it ended. */
    private record End(@Nullable Throwable failure) {}

    /** One who reads along. Used by one thread at a time. */
    final class Reader {

        private final Runnable wake;
        private final Consumer<Throwable> fail;
        private long next;

        /** The place that it began at, until the feed is past it in all partitions. */
        private @Nullable FeedToken start;

        private FeedToken place;

        private Reader(FeedToken start, long next, Runnable wake, Consumer<Throwable> fail) {
            this.start = start;
            this.place = start;
            this.next = next;
            this.wake = wake;
            this.fail = fail;
        }

        /** Where it stands. */
        FeedToken place() {
            return place;
        }

        /** What comes next for it. */
        Next next() {
            return SharedFeed.this.next(this);
        }

        void leave() {
            SharedFeed.this.leave(this);
        }
    }

    /**
     * What comes next for a reader.
     *
     * @param kind what it is
     * @param bytes of the events, if there are some
     * @param failure why the feed ended, if it failed
     */
    record Next(Kind kind, byte[] bytes, @Nullable Throwable failure) {

        private static final byte[] NONE = {};
        private static final Next LATER = new Next(Kind.LATER, NONE, null);
        private static final Next TOO_LATE = new Next(Kind.TOO_LATE, NONE, null);

        /** What may come next. */
        enum Kind {
            /** Events. */
            EVENTS,
            /** Nothing yet; the reader is woken when there is. */
            LATER,
            /** Events that are not kept any more. */
            TOO_LATE,
            /** The end. */
            END
        }
    }

    private SharedFeed(EventFeed feed, EventEnds ends, String name) {
        this.feed = feed;
        this.ends = ends;
        this.position = feed.position();
        this.thread = DaemonThreads.of("gregor-http-feed-" + name, this::run);
    }

    /** Reads a feed, and closes both at the end. */
    static SharedFeed start(EventFeed feed, EventEnds ends, String name) {
        SharedFeed shared = new SharedFeed(feed, ends, name);
        shared.thread.start();
        return shared;
    }

    /**
     * Where the events end now, as Kafka says it.
     *
     * @throws TransientException if it does not answer
     */
    FeedToken end() {
        return ends.now();
    }

    /**
     * Lets somebody read along.
     *
     * @param start the place of the last event that it has
     * @param wake called, by any thread, when there is something after there was nothing
     * @param fail told what that throws; it is not called again then
     * @return empty if the events behind that place are not kept, or no more are to come
     */
    synchronized Optional<Reader> join(FeedToken start, Runnable wake, Consumer<Throwable> fail) {
        FeedToken oldest = kept.isEmpty() ? position : batch(firstKept).from();
        if (end != null || halted || !start.covers(oldest)) {
            return Optional.empty();
        }
        Reader reader = new Reader(start, firstNotCovered(start), wake, fail);
        readers.add(reader);
        return Optional.of(reader);
    }

    private long firstNotCovered(FeedToken start) {
        long low = firstKept;
        long high = behindKept();
        while (low < high) {
            long middle = (low + high) / 2;
            if (start.covers(batch(middle).to())) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long behindKept() {
        return firstKept + kept.size();
    }

    private FeedBatch batch(long number) {
        return requireNonNull(kept.get(number));
    }

    private synchronized void leave(Reader reader) {
        readers.remove(reader);
        waiting.remove(reader);
        unusedSince = System.nanoTime();
        if (end != null && readers.isEmpty()) {
            kept.clear();
        }
    }

    private synchronized Next next(Reader reader) {
        if (reader.next < firstKept) {
            return Next.TOO_LATE;
        }
        List<byte[]> batches = new ArrayList<>();
        int length = 0;
        while (length < BYTES_AT_ONCE && reader.next < behindKept()) {
            byte[] batch = take(reader);
            if (batch.length > 0) {
                batches.add(batch);
                length += batch.length;
            }
        }
        if (length > 0) {
            return new Next(Next.Kind.EVENTS, joined(batches, length), null);
        }
        if (end != null) {
            return new Next(Next.Kind.END, Next.NONE, end.failure());
        }
        waiting.add(reader);
        return Next.LATER;
    }

    /** Those who are not behind are all given the same array. */
    private static byte[] joined(List<byte[]> batches, int length) {
        if (batches.size() == 1) {
            return batches.get(0);
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        batches.forEach(joined::put);
        return joined.array();
    }

    private byte[] take(Reader reader) {
        FeedBatch batch = batch(reader.next);
        reader.next++;
        FeedToken start = reader.start;
        if (start == null || batch.from().covers(start)) {
            reader.start = null;
            reader.place = batch.to();
            return batch.bytes();
        }
        reader.place = start.later(batch.to());
        if (start.covers(batch.to())) {
            return Next.NONE;
        }
        return batch.bytesAfter(start);
    }

    private void run() {
        try (feed;
                ends) {
            endAll(new End(readToEnd()));
        } catch (RuntimeException | Error e) {
            LOG.debug("A feed of live events did not close", e);
        }
    }

    private @Nullable Throwable readToEnd() {
        try {
            readOn();
            return null;
        } catch (RuntimeException | Error e) {
            LOG.warn("Streams of live events end, their clients may go on with others", e);
            return e;
        }
    }

    private void readOn() {
        HaltTimer halt = new HaltTimer(feed);
        while (!closing && !isUnused() && !halt.isOver()) {
            Polled polled = poll();
            if (feed.isHalted()) {
                halt();
            }
            if (polled.events().isEmpty()) {
                pass(feed.position());
            } else {
                send(new FeedBatch(position, feed.position(), polled.events(), polled.bytes()));
            }
        }
    }

    /** There may have been ends of transactions. */
    private synchronized void pass(FeedToken place) {
        position = place;
    }

    private synchronized void halt() {
        halted = true;
    }

    private record Polled(List<LiveEvent> events, byte[] bytes) {}

    /** What there is, up to some events or bytes. */
    private Polled poll() {
        List<LiveEvent> events = new ArrayList<>();
        List<byte[]> sent = new ArrayList<>();
        int length = 0;
        List<LiveEvent> next = feed.poll(POLL_WAIT);
        while (!next.isEmpty()) {
            byte[] bytes = ServerSentEvents.bytes(next);
            events.addAll(next);
            sent.add(bytes);
            length += bytes.length;
            next = events.size() < EVENTS_AT_ONCE && length < BYTES_AT_ONCE ? feed.poll(Duration.ZERO) : List.of();
        }
        return new Polled(events, sent.isEmpty() ? Next.NONE : joined(sent, length));
    }

    /** Wakes those who wait, and lets what it costs be a part of the time only. */
    private void send(FeedBatch batch) {
        long begin = System.nanoTime();
        wake(keep(batch));
        long took = System.nanoTime() - begin;
        LockSupport.parkNanos(this, Math.min(took * PAUSES_PER_ROUND, MAX_PAUSE.toNanos()));
    }

    private synchronized Set<Reader> keep(FeedBatch batch) {
        position = batch.to();
        kept.put(behindKept(), batch);
        keptBytes += batch.bytes().length;
        while (keptBytes > KEPT_BYTES && kept.size() > 1) {
            keptBytes -= requireNonNull(kept.remove(firstKept)).bytes().length;
            firstKept++;
        }
        return woken();
    }

    private Set<Reader> woken() {
        Set<Reader> woken = waiting;
        waiting = new LinkedHashSet<>();
        return woken;
    }

    private void endAll(End how) {
        Set<Reader> woken;
        synchronized (this) {
            end = how;
            woken = woken();
            if (readers.isEmpty()) {
                kept.clear();
            }
        }
        wake(woken);
    }

    /** What is wrong with one of them is not for the others. */
    private static void wake(Set<Reader> woken) {
        for (Reader reader : woken) {
            try {
                reader.wake.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("A stream of live events ends, its client may go on with another", e);
                reader.leave();
                reader.fail.accept(e);
            }
        }
    }

    /** Whether nobody can read along any more. */
    synchronized boolean isOver() {
        return end != null;
    }

    /** Decides it and ends in one step, so that nobody joins in between. */
    private synchronized boolean isUnused() {
        if (readers.isEmpty() && System.nanoTime() - unusedSince > UNUSED.toNanos()) {
            end = new End(null);
            return true;
        }
        return false;
    }

    /** Ends it within a moment, and waits for that. */
    void close() {
        closing = true;
        feed.stop();
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
