package dev.gregor.node.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.event.IdPage;
import dev.gregor.event.log.IdQuery;
import dev.gregor.event.log.KeyRange;
import dev.gregor.event.log.RemoteIds;
import dev.gregor.failure.FailureCause;
import dev.gregor.failure.TransientException;
import dev.gregor.position.NotReachedException;
import dev.gregor.position.Position;
import dev.gregor.projection.query.RowRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the ids of the aggregates of a type, partition by partition in the instance that has it, and puts the answers together.
 * A page is complete or there is none. Thread-safe.
 *
 * @param log the part of the event log that is here
 * @param others asks the other instances
 */
public record AggregateIds(LocalLog log, RemoteIds others) {

    /** What came of one partition. */
    private record Part(
            int partition, List<String> ids, @Nullable Throwable failure) {}

    /**
     * A page of ids.
     *
     * @param after the position to which each partition must have come
     * @return what fails with a {@link NotReachedException} if a partition did not come to its position in time, and else with a
     *     {@link TransientException} that names the partitions that are missing
     */
    public CompletableFuture<IdPage> page(String aggregateType, RowRange range, IntFunction<Optional<Position>> after) {
        KeyRange ids = KeyRange.of(range);
        List<CompletableFuture<Part>> parts = IntStream.range(0, log.partitions())
                .mapToObj(partition -> part(new IdQuery(
                        aggregateType, partition, ids, after.apply(partition).orElse(null))))
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(all -> page(
                        aggregateType,
                        ids,
                        parts.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Part> part(IdQuery query) {
        int partition = query.partition();
        return log.elsewhere(query.aggregateType(), partition)
                .map(instance -> others.ids(instance, query))
                .orElseGet(() -> here(query))
                .handle((ids, failure) -> failure == null
                        ? new Part(partition, ids, null)
                        : new Part(partition, List.of(), FailureCause.of(failure)));
    }

    /** The ids of a partition that is here; fails as {@link RemoteIds#ids} does. */
    public CompletableFuture<List<String>> here(IdQuery query) {
        return new PositionedLog(log, Runnable::run)
                .read(
                        Optional.ofNullable(query.after()),
                        events -> log.ids(query.aggregateType(), query.partition(), query.ids()),
                        late -> {
                            throw new NotReachedException("The event log", late);
                        });
    }

    private static IdPage page(String aggregateType, KeyRange range, List<Part> parts) {
        requireAll(aggregateType, parts);
        int limit = range.limit() - 1;
        List<Bytes> all = parts.stream()
                .flatMap(part -> part.ids().stream())
                .map(id -> Bytes.wrap(id.getBytes(UTF_8)))
                .sorted(range.order())
                .toList();
        List<Bytes> page = all.stream().limit(limit).toList();
        return new IdPage(
                page.stream().map(id -> new String(id.get(), UTF_8)).toList(),
                all.size() > limit ? KeyRange.cursor(page.get(limit - 1)) : null);
    }

    private static void requireAll(String aggregateType, List<Part> parts) {
        List<String> missing = new ArrayList<>();
        for (Part part : parts) {
            Throwable failure = part.failure();
            if (failure instanceof TransientException && !(failure instanceof NotReachedException)) {
                missing.add("partition %d is missing (%s)".formatted(part.partition(), failure.getMessage()));
            } else if (failure != null) {
                throw new CompletionException(failure);
            }
        }
        if (!missing.isEmpty()) {
            throw new TransientException(
                    "The ids of '%s' would not be complete: %s".formatted(aggregateType, String.join(", ", missing)));
        }
    }
}
