package dev.gregor.projection.run;

import dev.gregor.position.Position;
import dev.gregor.projection.build.EndPositions;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.streams.StreamsApplication;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How far one build has come, in the partitions of this process. Thread-safe. */
public final class BuildProgress {

    private final ProjectionTopology<?> topology;
    private final StreamsApplication application;
    private final BuildRows rows;
    private final EndPositions ends;
    private final RateMeter rate = new RateMeter();

    BuildProgress(ProjectionTopology<?> topology, StreamsApplication application, BuildRows rows, EndPositions ends) {
        this.topology = topology;
        this.application = application;
        this.rows = rows;
        this.ends = ends;
    }

    /** How many events it has applied, and how many it is behind. */
    public ProjectionLag lag() {
        return ProjectionLag.of(topology, application.streams(), ends);
    }

    /** How many events it has applied a second lately. */
    public double eventsPerSecond() {
        return rate.perSecond();
    }

    void measure() {
        rate.note(System.nanoTime(), lag().applied());
    }

    /** The partitions of rows in this process that show every event up to the ends that were read last. */
    Set<Integer> caughtUp() {
        return topology.state().open().stream().filter(this::showsEnds).collect(Collectors.toUnmodifiableSet());
    }

    private boolean showsEnds(int partitionOfRows) {
        return topology.aggregateTypes().stream()
                .allMatch(type -> IntStream.range(0, topology.partitions())
                        .allMatch(partition -> showsEnd(partitionOfRows, type, partition)));
    }

    private boolean showsEnd(int partitionOfRows, String type, int partition) {
        OptionalLong end = ends.sequence(topology.eventsTopic(type), partition);
        return end.isPresent() && rows.shows(partitionOfRows, new Position(type, partition, end.getAsLong()));
    }

    /** Whether nothing is parked that may be missing in the rows of a partition, as far as this process knows. */
    boolean hasNoParkedEvents(int rows) {
        return !topology.state().parked().holdsAny(StoreNames.PARKED, rows)
                && !topology.state().parked().holdsAnyUnkeyed();
    }
}
