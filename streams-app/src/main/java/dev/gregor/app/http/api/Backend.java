package dev.gregor.app.http.api;

import dev.gregor.app.http.instance.Instances;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.event.EventStore;
import dev.gregor.event.LiveEvents;
import dev.gregor.node.AcknowledgedPositions;
import dev.gregor.node.Components;
import dev.gregor.node.Gregor;
import dev.gregor.position.AppliedPositions;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.query.QueryGateway;
import dev.gregor.projection.query.RemotePartitions;
import dev.gregor.projection.run.ProjectionControl;
import dev.gregor.projection.run.RunningProjection;
import dev.gregor.projection.run.RunningProjections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What HTTP asks.
 *
 * @param commands sends a command and learns its outcome
 * @param acknowledged the last positions that these have led to
 * @param events the event log
 * @param logPositions how far the event log has come
 * @param partitionOf the partition of an aggregate's events, of its id
 * @param queries the read models, of what asks other instances for their rows
 * @param control changes what the read models do
 * @param live events as they happen
 * @param parked the parked events of a read model, of its name, and of its version if that is not the one that serves
 * @param unserved why a read model with this name answers no queries here, if it is known and does not
 * @param warnings what somebody should look at in the read models here, a sentence each
 * @param instances the other instances
 */
public record Backend(
        Function<Command, CompletableFuture<CommandOutcome>> commands,
        AcknowledgedPositions acknowledged,
        EventStore events,
        AppliedPositions logPositions,
        ToIntFunction<String> partitionOf,
        Function<RemotePartitions, QueryGateway> queries,
        ProjectionControl control,
        LiveEvents live,
        BiFunction<String, Optional<Integer>, Optional<ParkedEvents>> parked,
        Function<String, Optional<String>> unserved,
        Supplier<List<String>> warnings,
        Instances instances) {

    /**
     * What a node answers.
     *
     * @param peers asks the other instances
     */
    public static Backend of(Gregor node, Peers peers) {
        Components components = node.components();
        RunningProjections projections = components.projections();
        return new Backend(
                components.commands(),
                components.acknowledged(),
                components.events(),
                components.logPositions(),
                components.events()::partition,
                node::queryGateway,
                projections.control(),
                components.live(),
                (name, version) -> version.map(wanted -> projections.find(name, wanted))
                        .orElseGet(() -> projections.find(name))
                        .map(RunningProjection::parked),
                projections::unserved,
                projections::warnings,
                Instances.of(components, peers));
    }
}
