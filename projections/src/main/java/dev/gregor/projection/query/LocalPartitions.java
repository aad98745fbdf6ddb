package dev.gregor.projection.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.position.Position;
import dev.gregor.projection.run.RunningProjection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads the partitions of one read model that live in this process. */
record LocalPartitions(RunningProjection projection, Duration timeout) implements PartitionReader {

    private interface Reading extends Function<ReadOnlyKeyValueStore<Bytes, byte[]>, List<EncodedRow>> {}

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> row(int partition, String key, @Nullable Position after) {
        return read(partition, after, rows -> row(rows, Bytes.wrap(key.getBytes(UTF_8))));
    }

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(
            int partition, KeyRange range, @Nullable Position after) {
        return read(partition, after, rows -> range.isEmpty() ? List.of() : rows(rows, range));
    }

    private CompletableFuture<QueryAnswer<List<EncodedRow>>> read(
            int partition, @Nullable Position after, Reading reading) {
        if (after == null) {
            return CompletableFuture.completedFuture(read(partition, reading));
        }
        return projection
                .await(partition, after, timeout)
                .thenApply(reached -> reached ? readAfter(partition, after, reading) : tooLate(partition, after));
    }

    private QueryAnswer<List<EncodedRow>> read(int partition, Reading reading) {
        try {
            return new QueryAnswer.Found<>(reading.apply(projection.rows(partition)));
        } catch (InvalidStateStoreException e) {
            return unavailable(partition);
        }
    }

    /** A partition that moves away and back while it is read may have lost what was not committed: then it says so. */
    private QueryAnswer<List<EncodedRow>> readAfter(int partition, Position after, Reading reading) {
        QueryAnswer<List<EncodedRow>> answer = read(partition, reading);
        return projection.shows(partition, after) ? answer : unavailable(partition);
    }

    private QueryAnswer<List<EncodedRow>> tooLate(int partition, Position after) {
        return projection.isOpen(partition)
                ? new QueryAnswer.NotCaughtUp<>(projection.definition().name(), after, timeout)
                : unavailable(partition);
    }

    private <T> QueryAnswer<T> unavailable(int partition) {
        String name = projection.definition().name();
        return new QueryAnswer.Unavailable<>(
                name,
                "Partition %d of '%s' is not here or being restored (%s); try again"
                        .formatted(partition, name, projection.state()));
    }

    private static List<EncodedRow> row(ReadOnlyKeyValueStore<Bytes, byte[]> rows, Bytes key) {
        byte @Nullable [] value = rows.get(key);
        return value == null ? List.of() : List.of(new EncodedRow(key, value));
    }

    private static List<EncodedRow> rows(ReadOnlyKeyValueStore<Bytes, byte[]> rows, KeyRange range) {
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
