package dev.gregor.node.access;

import dev.gregor.projection.gateway.PartitionReader;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.gateway.RemotePartitions;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.run.ProjectionControl;
import java.util.Optional;

/** The read models of a node, by their names. Thread-safe. */
public interface ReadModels {

    /**
     * Queries the rows of all instances.
     *
     * @param others reads rows of other instances
     */
    QueryGateway queries(RemotePartitions others);

    /** The rows that are here, for other instances. */
    PartitionReader rowsHere();

    /** Changes what the read models do. */
    ProjectionControl control();

    /**
     * The parked events of a read model; empty if no such build is here.
     *
     * @param version the version whose newest build is meant; empty for the build that serves
     */
    Optional<ParkedEvents> parked(String name, Optional<Integer> version);

    /** Why a read model answers no queries here; empty if it does, or is not known. */
    Optional<String> unserved(String name);
}
