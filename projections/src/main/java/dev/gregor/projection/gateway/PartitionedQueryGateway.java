package dev.gregor.projection.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.event.log.KeyRange;
import dev.gregor.failure.PermanentException;
import dev.gregor.position.Position;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.live.MappedSubscriber;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import dev.gregor.projection.run.ProjectionLag;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Asks read models partition by partition, and puts the answers together. */
final class PartitionedQueryGateway implements QueryGateway {

    private final RunningProjections projections;
    private final PartitionReader partitions;

    PartitionedQueryGateway(RunningProjections projections, PartitionReader partitions) {
        this.projections = projections;
        this.partitions = partitions;
    }

    @Override
    public CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after) {
        return with(
                projection,
                running -> partitions
                        .rows(query(running, running.rows().partitionOf(key), KeyRange.only(key), after))
                        .thenApply(answer -> answer.flatMap(rows -> rows.isEmpty()
                                ? new QueryAnswer.NoRow<>(projection, key)
                                : new QueryAnswer.Found<>(decode(running, rows.get(0))))));
    }

    @Override
    public CompletableFuture<QueryAnswer<RowPage>> page(String projection, RowRange range, @Nullable Position after) {
        return with(projection, running -> {
            KeyRange keys = KeyRange.of(range);
            return all(running, keys, after, partitions::rows, PartitionedQueryGateway::concat)
                    .thenApply(
                            answer -> answer.flatMap(rows -> new QueryAnswer.Found<>(firstPage(running, rows, keys))));
        });
    }

    @Override
    public CompletableFuture<QueryAnswer<Long>> count(String projection, RowRange range, @Nullable Position after) {
        KeyRange keys = KeyRange.of(range.withCursor(null));
        return with(projection, running -> all(running, keys, after, partitions::count, Long::sum));
    }

    @Override
    public Flow.Publisher<Optional<Row>> live(String projection, String key) {
        return projections
                .find(projection)
                .map(running -> live(running, key))
                .orElseGet(() ->
                        MappedSubscriber.failed(new PermanentException("'%s' is no projection, expected one of: %s"
                                .formatted(projection, String.join(", ", projections.names())))));
    }

    /** Finds the instance that has the row when it is subscribed to. */
    private Flow.Publisher<Optional<Row>> live(RunningProjection running, String key) {
        return subscriber -> running.rows()
                .whileItServes(
                        partitions.live(query(running, running.rows().partitionOf(key), KeyRange.only(key), null)))
                .subscribe(new MappedSubscriber<>(
                        subscriber, rows -> rows.stream().findFirst().map(row -> decode(running, row))));
    }

    @Override
    public List<ProjectionStatus> projections() {
        return projections.all().stream().map(this::status).toList();
    }

    private <T> CompletableFuture<QueryAnswer<T>> with(
            String projection, Function<RunningProjection, CompletableFuture<QueryAnswer<T>>> question) {
        return projections
                .find(projection)
                .map(question)
                .orElseGet(() -> CompletableFuture.completedFuture(nothing(projection)));
    }

    private <T> QueryAnswer<T> nothing(String projection) {
        return projections.names().contains(projection)
                ? new QueryAnswer.Unavailable<>(projection, projections.obstacle(projection))
                : new QueryAnswer.UnknownProjection<>(projection, projections.names());
    }

    private static PartitionQuery query(
            RunningProjection running, int partition, KeyRange keys, @Nullable Position after) {
        ProjectionDefinition<?> definition = running.definition();
        return new PartitionQuery(definition.name(), running.build(), partition, keys, after);
    }

    /** The answers of all partitions, put together by an operation. */
    private static <T> CompletableFuture<QueryAnswer<T>> all(
            RunningProjection running,
            KeyRange keys,
            @Nullable Position after,
            Function<PartitionQuery, CompletableFuture<QueryAnswer<T>>> question,
            BinaryOperator<T> sum) {
        return IntStream.range(0, running.rows().partitions())
                .mapToObj(partition -> question.apply(query(running, partition, keys, after)))
                .reduce((some, others) -> some.thenCombine(
                        others,
                        (a, b) -> a.flatMap(
                                first -> b.flatMap(second -> new QueryAnswer.Found<>(sum.apply(first, second))))))
                .orElseThrow();
    }

    private static List<EncodedRow> concat(List<EncodedRow> first, List<EncodedRow> second) {
        List<EncodedRow> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /**
     * Merges the rows of the partitions: the sort finds their ordered runs, and takes one comparison a row for each.
     */
    private static RowPage firstPage(RunningProjection running, List<EncodedRow> rows, KeyRange keys) {
        int limit = keys.limit() - 1;
        List<EncodedRow> page = rows.stream()
                .sorted(Comparator.comparing(EncodedRow::key, keys.order()))
                .limit(limit)
                .toList();
        return new RowPage(
                page.stream().map(row -> decode(running, row)).toList(),
                rows.size() > limit ? KeyRange.cursor(page.get(limit - 1).key()) : null);
    }

    private static Row decode(RunningProjection running, EncodedRow row) {
        String key = new String(row.key().get(), UTF_8);
        try {
            return new Row(key, running.rows().decode(row.value()));
        } catch (PermanentException | StackOverflowError e) {
            throw new UnreadableRowException(running.definition().name(), key, e);
        }
    }

    private ProjectionStatus status(RunningProjection running) {
        Build agreed = projections.agreed(running);
        ProjectionLag lag = running.progress().lag();
        return new ProjectionStatus(
                running.definition().name(),
                running.definition().version(),
                state(running),
                lag.behind(),
                running.rows().partitions(),
                lag.applied(),
                running.parked().size(),
                new BuildStatus(
                        running.build(),
                        agreed.role(),
                        agreed.plan().from(),
                        agreed.isComplete(),
                        agreed.isComplete() ? 0 : running.progress().eventsPerSecond(),
                        problem(running, agreed)),
                running.obstacle().orElse(null));
    }

    private static @Nullable String problem(RunningProjection running, Build agreed) {
        String replaced = agreed.plan().reason();
        return running.problem().orElse(replaced == null ? null : "in place of " + replaced);
    }

    private static ProjectionStatus.State state(RunningProjection running) {
        if (running.obstacle().isPresent()) {
            return ProjectionStatus.State.FAILING;
        }
        return switch (running.state()) {
            case RUNNING -> running.isPaused() ? ProjectionStatus.State.PAUSED : ProjectionStatus.State.RUNNING;
            case CREATED, REBALANCING -> ProjectionStatus.State.REBALANCING;
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> ProjectionStatus.State.STOPPED;
        };
    }
}
