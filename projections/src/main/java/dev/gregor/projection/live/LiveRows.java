package dev.gregor.projection.live;

import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.projection.task.WriteCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Delivers each change of a row of one projection to its subscribers, in order, beginning with the current row. One
 * thread serves them all, only while there are changes to deliver. Thread-safe.
 */
public final class LiveRows {

    /** How many changes a subscriber may be behind before it has to begin anew. */
    static final int MAX_BEHIND = 256;

    private final String projection;
    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
    private final Executor thread;

    /** The rows of this projection. */
    public LiveRows(String projection) {
        this.projection = projection;
        var one = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("gregor-live-rows-" + projection));
        one.allowCoreThreadTimeOut(true);
        this.thread = one;
    }

    /** A partition of rows that has been assigned to this process. Rows have to be written through what is answered. */
    public Partition open(int partition, KeyValueStore<Bytes, byte[]> store) {
        Partition opened = new Partition(partition, store);
        partitions.put(partition, opened);
        return opened;
    }

    /** The row as it is and each change of it; no value where there is none. */
    public Flow.Publisher<Optional<byte[]>> of(int partition, Bytes key) {
        @Nullable Partition here = partitions.get(partition);
        return here == null ? MappedSubscriber.failed(moved(partition)) : subscriber -> here.add(key, subscriber);
    }

    /** Of a partition that is not to be read. */
    public Flow.Publisher<Optional<byte[]>> notHere(int partition) {
        return MappedSubscriber.failed(moved(partition));
    }

    private TransientException moved(int partition) {
        return new TransientException(
                "Partition %d of '%s' is not here any more; subscribe again".formatted(partition, projection));
    }

    /** One partition. Its lock keeps a row from changing between the first look at it and the first change told. */
    public final class Partition implements AutoCloseable {

        private final int number;
        private final KeyValueStore<Bytes, byte[]> store;
        private final Map<Bytes, List<SubmissionPublisher<Optional<byte[]>>>> watchers = new HashMap<>();
        private boolean closed;

        private Partition(int number, KeyValueStore<Bytes, byte[]> store) {
            this.number = number;
            this.store = store;
        }

        /** Writes a row, and delivers it to its subscribers. */
        public synchronized void put(Bytes key, byte @Nullable [] value) {
            store.put(key, value);
            for (var watcher : List.copyOf(watchers.getOrDefault(key, List.of()))) {
                watcher.offer(Optional.ofNullable(value), (subscriber, change) -> tooSlow(key, watcher));
            }
        }

        private boolean tooSlow(Bytes key, SubmissionPublisher<Optional<byte[]>> watcher) {
            remove(key, watcher);
            watcher.closeExceptionally(
                    new TransientException("The subscriber is %d changes behind; subscribe again, and take them faster"
                            .formatted(MAX_BEHIND)));
            return false;
        }

        private synchronized void add(Bytes key, Flow.Subscriber<? super Optional<byte[]>> subscriber) {
            if (closed) {
                MappedSubscriber.<Optional<byte[]>>failed(moved(number)).subscribe(subscriber);
                return;
            }
            var watcher = new SubmissionPublisher<Optional<byte[]>>(thread, MAX_BEHIND);
            watcher.subscribe(new MappedSubscriber<Optional<byte[]>, Optional<byte[]>>(
                    subscriber, row -> row, () -> remove(key, watcher)));
            watcher.submit(Optional.ofNullable(WriteCount.isKey(key) ? null : store.get(key)));
            watchers.computeIfAbsent(key, each -> new ArrayList<>()).add(watcher);
        }

        private synchronized void remove(Bytes key, SubmissionPublisher<Optional<byte[]>> watcher) {
            watchers.computeIfPresent(key, (each, ofKey) -> {
                ofKey.remove(watcher);
                return ofKey.isEmpty() ? null : ofKey;
            });
        }

        /** Ends all subscriptions: the partition moves away, or begins anew after a failure. */
        @Override
        public synchronized void close() {
            closed = true;
            partitions.remove(number, this);
            watchers.values().forEach(ofKey -> ofKey.forEach(watcher -> watcher.closeExceptionally(moved(number))));
            watchers.clear();
        }
    }
}
