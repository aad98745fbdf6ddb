package dev.gregor.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.PermanentException;
import dev.gregor.position.Position;
import dev.gregor.projection.gateway.ProjectionStatus;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservedQueriesTest {

    private final PermanentException failure = new PermanentException("The row cannot be decoded");

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Observation.Context> ended = new ArrayList<>();
    private final QueryGateway queries = new ObservedQueries(new Answers(), registry);

    /** Has no row, and pages that cannot be read. */
    private final class Answers implements QueryGateway {
        @Override
        public CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after) {
            return CompletableFuture.completedFuture(new QueryAnswer.NoRow<>(projection, key));
        }

        @Override
        public CompletableFuture<QueryAnswer<Long>> count(String projection, RowRange range, @Nullable Position after) {
            return CompletableFuture.completedFuture(new QueryAnswer.Found<>(3L));
        }

        @Override
        public CompletableFuture<QueryAnswer<RowPage>> page(
                String projection, RowRange range, @Nullable Position after) {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public Flow.Publisher<Optional<Row>> live(String projection, String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ProjectionStatus> projections() {
            return List.of();
        }
    }

    @BeforeEach
    void observe() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                ended.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    private void requireEnded(String name, String kind, String outcome) {
        assertThat(ended).singleElement().satisfies(context -> {
            assertThat(context.getName()).isEqualTo("gregor.query");
            assertThat(context.getContextualName()).isEqualTo(name);
            assertThat(context.getLowCardinalityKeyValues())
                    .containsExactlyInAnyOrder(
                            KeyValue.of("read.model", "totals"),
                            KeyValue.of("kind", kind),
                            KeyValue.of("outcome", outcome));
        });
    }

    @Test
    void anObservationEndsWithTheAnswer() {
        queries.get("totals", "ann", null);
        requireEnded("get totals", "get", "norow");
    }

    @Test
    void aCountIsObservedToo() {
        queries.count("totals", RowRange.all(), null);
        requireEnded("count totals", "count", "found");
    }

    @Test
    void anObservationHasTheFailure() {
        queries.page("totals", RowRange.all(), null);
        requireEnded("page totals", "page", "failed");
        assertThat(ended.get(0).getError()).isSameAs(failure);
    }
}
