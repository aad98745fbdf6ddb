package dev.gregor.node.access;

import dev.gregor.projection.gateway.PartitionReader;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.gateway.RemotePartitions;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.run.ProjectionControl;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;

/**
 * The read models that run.
 *
 * @param running the projections
 * @param rowsHere the part of their rows that is here
 * @param observations takes the queries
 */
public record RunningReadModels(RunningProjections running, PartitionReader rowsHere, ObservationRegistry observations)
        implements ReadModels {

    @Override
    public QueryGateway queries(RemotePartitions others) {
        QueryGateway queries = QueryGateway.over(running, rowsHere, others);
        return observations == ObservationRegistry.NOOP ? queries : new ObservedQueries(queries, observations);
    }

    @Override
    public ProjectionControl control() {
        return running.control();
    }

    @Override
    public Optional<ParkedEvents> parked(String name, Optional<Integer> version) {
        return version.map(wanted -> running.find(name, wanted))
                .orElseGet(() -> running.find(name))
                .map(RunningProjection::parked);
    }

    @Override
    public Optional<String> unserved(String name) {
        return running.unserved(name);
    }
}
