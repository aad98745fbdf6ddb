package dev.gregor.app.http;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.event.EventStore;
import dev.gregor.event.LiveEvents;
import dev.gregor.position.AppliedPositions;
import dev.gregor.projection.query.QueryGateway;
import dev.gregor.projection.query.RemotePartitions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What HTTP asks.
 *
 * @param commands sends a command and learns its outcome
 * @param events the event log
 * @param logPositions how far the event log has come
 * @param partitionOf the partition of an aggregate's events, of its id
 * @param queries the read models, of what asks other instances for their rows
 * @param live events as they happen
 * @param instances the other instances
 */
public record Backend(
        Function<Command, CompletableFuture<CommandOutcome>> commands,
        EventStore events,
        AppliedPositions logPositions,
        ToIntFunction<String> partitionOf,
        Function<RemotePartitions, QueryGateway> queries,
        LiveEvents live,
        Instances instances) {}
