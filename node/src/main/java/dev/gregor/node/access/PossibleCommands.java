package dev.gregor.node.access;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.streams.health.Obstacle;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Refuses commands at once that nobody would handle, with the reason, and says it of those of which no outcome is known.
 *
 * @param commands sends a command
 * @param refusal why none can be sent at present; empty if they can
 * @param writeSide why the write side in this process does not work; empty if it does
 */
public record PossibleCommands(
        CommandSender commands, Supplier<Optional<Obstacle>> refusal, Supplier<Optional<Obstacle>> writeSide)
        implements CommandSender {

    @Override
    public CompletableFuture<CommandOutcome> send(Command command) {
        Optional<Obstacle> obstacle = refusal.get();
        return obstacle.isPresent()
                ? CompletableFuture.completedFuture(
                        new Unavailable(obstacle.get().text()))
                : commands.send(command).thenApply(this::explained);
    }

    private CommandOutcome explained(CommandOutcome outcome) {
        return outcome instanceof Unknown unknown
                ? writeSide
                        .get()
                        .<CommandOutcome>map(obstacle -> new Unknown(
                                unknown.commandId(),
                                unknown.detail() + "; the write side does not work: " + obstacle.text()))
                        .orElse(unknown)
                : outcome;
    }
}
