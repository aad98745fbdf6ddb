package dev.gregor.node.access;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import java.util.concurrent.CompletableFuture;

/** Sends commands. Thread-safe. */
@FunctionalInterface
public interface CommandSender {

    /** Sends a command and returns its outcome; the future never completes exceptionally. */
    CompletableFuture<CommandOutcome> send(Command command);
}
