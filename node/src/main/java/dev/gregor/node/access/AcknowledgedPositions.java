package dev.gregor.node.access;

import dev.gregor.command.CommandOutcome;
import dev.gregor.position.Position;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The last positions that this node has acknowledged, so that whoever writes here reads those writes here. Thread-safe. */
public final class AcknowledgedPositions {

    private final ConcurrentHashMap<Partition, Position> last = new ConcurrentHashMap<>();

    private record Partition(String aggregateType, int number) {}

    /** None yet. */
    public AcknowledgedPositions() {}

    /** Sends commands, and notes their positions before their outcomes are told. */
    public CommandSender noting(CommandSender commands) {
        return command -> commands.send(command).thenApply(this::note);
    }

    private CommandOutcome note(CommandOutcome outcome) {
        if (outcome instanceof CommandOutcome.Accepted accepted) {
            add(accepted.position());
        }
        return outcome;
    }

    private void add(Position position) {
        last.merge(
                new Partition(position.aggregateType(), position.partition()),
                position,
                (one, other) -> one.sequence() >= other.sequence() ? one : other);
    }

    /** The last one in a partition of the events of an aggregate type; empty if there is none. */
    public Optional<Position> last(String aggregateType, int partition) {
        return Optional.ofNullable(last.get(new Partition(aggregateType, partition)));
    }
}
