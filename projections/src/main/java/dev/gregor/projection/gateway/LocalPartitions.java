package dev.gregor.projection.gateway;

import static java.util.Objects.requireNonNull;

import dev.gregor.event.log.KeyRange;
import dev.gregor.failure.FailureCause;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.position.Position;
import dev.gregor.projection.live.MappedSubscriber;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.projection.task.WriteCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads the partitions of read models that live in this process. */
record LocalPartitions(RunningProjections projections, Duration timeout) implements PartitionReader {

    /** Counts read all that they count: few at a time, so that other requests are answered meanwhile. */
    private static final Executor COUNTING = counting();

    private static final long TOO_LONG = -1;

    /** What is read of the store of a partition. */
    private interface Reading<T> extends Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> {}

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
        return answer(query, rows -> rows(rows, query.keys()));
    }

    @Override
    public CompletableFuture<QueryAnswer<Long>> count(PartitionQuery query) {
        long end = System.nanoTime() + timeout.toNanos();
        return CompletableFuture.supplyAsync(() -> answer(query, rows -> count(rows, query.keys(), end)), COUNTING)
                .thenCompose(Function.identity())
                .thenApply(answer ->
                        answer.flatMap(count -> count == TOO_LONG ? tooLong(query) : new QueryAnswer.Found<>(count)));
    }

    private static Executor counting() {
        var executor = new ThreadPoolExecutor(
                2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DaemonThreads.named("gregor-count"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private QueryAnswer<Long> tooLong(PartitionQuery query) {
        return new QueryAnswer.Unavailable<>(
                query.projection(),
                "To count the rows of '%s' takes longer than gregor.query.timeout (%d ms); count parts of it, by prefix= or by from= and to="
                        .formatted(query.projection(), timeout.toMillis()));
    }

    private <T> CompletableFuture<QueryAnswer<T>> answer(PartitionQuery query, Reading<T> reading) {
        return projections
                .find(query.projection(), query.build())
                .map(running -> answer(running, query, reading))
                .orElseGet(() -> CompletableFuture.completedFuture(new QueryAnswer.Unavailable<>(
                        query.projection(),
                        "Build %s of '%s' does not run here; try again".formatted(query.build(), query.projection()))));
    }

    @Override
    public Flow.Publisher<List<EncodedRow>> live(PartitionQuery query) {
        Bytes key = requireNonNull(query.keys().from());
        return projections
                .find(query.projection(), query.build())
                .map(running -> running.rows().live(query.partition(), key))
                .map(rows -> encoded(key, rows))
                .orElseGet(() -> MappedSubscriber.failed(new TransientException(
                        "Build %s of '%s' is not here; try again".formatted(query.build(), query.projection()))));
    }

    private static Flow.Publisher<List<EncodedRow>> encoded(Bytes key, Flow.Publisher<Optional<byte[]>> rows) {
        return subscriber -> rows.subscribe(new MappedSubscriber<>(
                subscriber,
                row -> row.map(value -> new EncodedRow(key, value)).stream().toList()));
    }

    private <T> CompletableFuture<QueryAnswer<T>> answer(
            RunningProjection running, PartitionQuery query, Reading<T> reading) {
        Position after = query.after();
        if (after == null) {
            return readAny(running, query, reading);
        }
        return running.rows()
                .await(query.partition(), after, running.isPaused() ? Duration.ZERO : timeout)
                .thenApply(reached ->
                        reached ? readAfter(running, query, after, reading) : this.<T>tooLate(running, query, after))
                .exceptionally(failure -> moved(failure, running, query));
    }

    private static <T> QueryAnswer<T> moved(Throwable failure, RunningProjection running, PartitionQuery query) {
        Throwable cause = FailureCause.of(failure);
        if (cause instanceof TransientException) {
            return unavailable(running, query);
        }
        throw new CompletionException(cause);
    }

    /** The rows as they are, or as a copy has them that was complete before it was read, and still is. */
    private static <T> CompletableFuture<QueryAnswer<T>> readAny(
            RunningProjection running, PartitionQuery query, Reading<T> reading) {
        int partition = query.partition();
        QueryAnswer<T> answer =
                read(running, query, () -> reading.apply(running.rows().of(partition)));
        if (!(answer instanceof QueryAnswer.Unavailable<?>)) {
            return CompletableFuture.completedFuture(answer);
        }
        return running.rows()
                .hasCompleteCopy(partition)
                .thenCompose(complete -> complete
                        ? confirmed(
                                read(
                                        running,
                                        query,
                                        () -> reading.apply(running.rows().copyOf(partition))),
                                running,
                                partition,
                                answer)
                        : CompletableFuture.completedFuture(answer));
    }

    private static <T> CompletableFuture<QueryAnswer<T>> confirmed(
            QueryAnswer<T> copied, RunningProjection running, int partition, QueryAnswer<T> incomplete) {
        return running.rows().hasCompleteCopy(partition).thenApply(complete -> complete ? copied : incomplete);
    }

    private static <T> QueryAnswer<T> read(RunningProjection running, PartitionQuery query, Supplier<T> reading) {
        try {
            return new QueryAnswer.Found<>(reading.get());
        } catch (InvalidStateStoreException | IllegalStateException stopped) {
            return unavailable(running, query);
        }
    }

    /** A partition that moves away and back while it is read may have lost what was not committed: then it says so. */
    private static <T> QueryAnswer<T> readAfter(
            RunningProjection running, PartitionQuery query, Position after, Reading<T> reading) {
        QueryAnswer<T> answer =
                read(running, query, () -> reading.apply(running.rows().of(query.partition())));
        return running.rows().shows(query.partition(), after) ? answer : unavailable(running, query);
    }

    private <T> QueryAnswer<T> tooLate(RunningProjection running, PartitionQuery query, Position after) {
        return running.rows().isOpen(query.partition())
                ? new QueryAnswer.NotCaughtUp<>(query.projection(), after, timeout, running.isPaused())
                : unavailable(running, query);
    }

    private static <T> QueryAnswer<T> unavailable(RunningProjection running, PartitionQuery query) {
        return new QueryAnswer.Unavailable<>(
                query.projection(),
                "Partition %d of '%s' build %s is not here or being restored (%s); try again"
                        .formatted(query.partition(), query.projection(), query.build(), running.state()));
    }

    private static List<EncodedRow> rows(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange keys) {
        return keys.isOneKey()
                ? row(rows, requireNonNull(keys.from()))
                : keys.isEmpty() ? List.of() : range(rows, keys);
    }

    private static List<EncodedRow> row(ReadOnlyKeyValueStore<Bytes, byte[]> rows, Bytes key) {
        byte @Nullable [] value = WriteCount.isKey(key) ? null : rows.get(key);
        return value == null ? List.of() : List.of(new EncodedRow(key, value));
    }

    private static List<EncodedRow> range(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange range) {
        List<EncodedRow> found = new ArrayList<>();
        try (var each = iterator(rows, range)) {
            while (each.hasNext() && found.size() < range.limit()) {
                var row = each.next();
                if (range.contains(row.key)) {
                    found.add(new EncodedRow(row.key, row.value));
                }
            }
        }
        return found;
    }

    private static long count(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange range, long end) {
        long count = 0;
        if (!range.isEmpty()) {
            try (var each = iterator(rows, range)) {
                while (each.hasNext()) {
                    if (System.nanoTime() - end > 0) {
                        return TOO_LONG;
                    }
                    count += range.contains(each.next().key) ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** The store takes the key at the end to be in the range. */
    private static KeyValueIterator<Bytes, byte[]> iterator(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange range) {
        Bytes from = range.from() == null ? WriteCount.FIRST_KEY_BEHIND : range.from();
        return range.descending() ? rows.reverseRange(from, range.before()) : rows.range(from, range.before());
    }
}
