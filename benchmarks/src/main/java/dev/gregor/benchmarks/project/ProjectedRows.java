package dev.gregor.benchmarks.project;

import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.projection.Projection;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import java.util.List;

/** One projection of Gregor. */
final class ProjectedRows implements Reader {

    private final RunningProjections projections;
    private final RunningProjection projection;

    private ProjectedRows(RunningProjections projections, Projection<?> projection) {
        this.projections = projections;
        this.projection = projections.find(projection.definition().name()).orElseThrow();
    }

    static ProjectedRows start(EmbeddedGregor gregor, Projection<?> projection) {
        return new ProjectedRows(gregor.startProjections(List.of(projection)), projection);
    }

    @Override
    public long applied() {
        return projection.progress().lag().applied();
    }

    @Override
    public void close() {
        projections.close();
    }
}
