package dev.gregor.projection.query;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.TransientException;
import dev.gregor.position.Position;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads the partitions of read models that live in this process. */
record LocalPartitions(RunningProjections projections, Duration timeout) implements PartitionReader {

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
        return projections
                .find(query.projection())
                .map(running -> rows(running, query))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        new QueryAnswer.UnknownProjection<>(query.projection(), projections.names())));
    }

    private CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(RunningProjection running, PartitionQuery query) {
        if (query.version() != running.definition().version()) {
            return CompletableFuture.completedFuture(unavailable(running, query));
        }
        Position after = query.after();
        if (after == null) {
            return CompletableFuture.completedFuture(read(running, query));
        }
        return running.await(query.partition(), after, timeout)
                .thenApply(reached -> reached ? readAfter(running, query, after) : tooLate(running, query, after))
                .exceptionally(failure -> moved(failure, running, query));
    }

    private static QueryAnswer<List<EncodedRow>> moved(
            Throwable failure, RunningProjection running, PartitionQuery query) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TransientException) {
            return unavailable(running, query);
        }
        throw new CompletionException(cause);
    }

    private static QueryAnswer<List<EncodedRow>> read(RunningProjection running, PartitionQuery query) {
        try {
            return new QueryAnswer.Found<>(rows(running.rows(query.partition()), query.keys()));
        } catch (InvalidStateStoreException e) {
            return unavailable(running, query);
        }
    }

    /** A partition that moves away and back while it is read may have lost what was not committed: then it says so. */
    private static QueryAnswer<List<EncodedRow>> readAfter(
            RunningProjection running, PartitionQuery query, Position after) {
        QueryAnswer<List<EncodedRow>> answer = read(running, query);
        return running.shows(query.partition(), after) ? answer : unavailable(running, query);
    }

    private QueryAnswer<List<EncodedRow>> tooLate(RunningProjection running, PartitionQuery query, Position after) {
        return running.isOpen(query.partition())
                ? new QueryAnswer.NotCaughtUp<>(query.projection(), after, timeout)
                : unavailable(running, query);
    }

    private static <T> QueryAnswer<T> unavailable(RunningProjection running, PartitionQuery query) {
        return new QueryAnswer.Unavailable<>(
                query.projection(),
                "Partition %d of '%s' version %d is not here or being restored (version %d is %s); try again"
                        .formatted(
                                query.partition(),
                                query.projection(),
                                query.version(),
                                running.definition().version(),
                                running.state()));
    }

    private static List<EncodedRow> rows(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange keys) {
        return keys.isOneKey()
                ? row(rows, requireNonNull(keys.from()))
                : keys.isEmpty() ? List.of() : range(rows, keys);
    }

    private static List<EncodedRow> row(ReadOnlyKeyValueStore<Bytes, byte[]> rows, Bytes key) {
        byte @Nullable [] value = rows.get(key);
        return value == null ? List.of() : List.of(new EncodedRow(key, value));
    }

    private static List<EncodedRow> range(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange range) {
        List<EncodedRow> found = new ArrayList<>();
        try (var each = rows.range(range.from(), range.before())) {
            while (each.hasNext() && found.size() < range.limit()) {
                var row = each.next();
                if (range.endsBefore(row.key)) {
                    break;
                }
                found.add(new EncodedRow(row.key, row.value));
            }
        }
        return found;
    }
}
