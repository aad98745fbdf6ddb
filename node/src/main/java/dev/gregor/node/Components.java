package dev.gregor.node;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.event.LiveEvents;
import dev.gregor.event.LocalEventStore;
import dev.gregor.position.AppliedPositions;
import dev.gregor.projection.query.PartitionReader;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.topic.Topics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What runs in a node, for a server in front of it; applications use {@link Gregor#commands()}, {@link Gregor#queries()} and
 * {@link Gregor#events()}.
 *
 * @param commands sends a command and learns its outcome; bounded by how promptly they are answered
 * @param acknowledged the last positions that commands sent here have led to
 * @param topics the names of topics
 * @param log the application of the event log
 * @param events the part of the event log that is in this node
 * @param logPositions how far that has come
 * @param live events as they happen
 * @param projections the read models
 * @param rowsHere the part of their rows that is in this node
 */
public record Components(
        Function<Command, CompletableFuture<CommandOutcome>> commands,
        AcknowledgedPositions acknowledged,
        Topics topics,
        StreamsApplication log,
        LocalEventStore events,
        AppliedPositions logPositions,
        LiveEvents live,
        RunningProjections projections,
        PartitionReader rowsHere) {

    /** The other instance, {@code host:port}, whose event log has an aggregate; empty if none is known. */
    public Optional<String> logElsewhere(String aggregateType, String aggregateId) {
        return log.elsewhere(topics.events(aggregateType), events.partition(aggregateId));
    }
}
