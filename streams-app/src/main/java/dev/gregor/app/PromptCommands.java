package dev.gregor.app;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sends no more commands at once than are answered promptly, and answers the others at once that the application is not
 * available: to be told to come again is better than to wait until the time is up. An application that has just started
 * handles a fraction of what it will, so the bound is low at first. It grows with each prompt outcome while more than half of
 * it is used, and falls with each late one. Thread-safe.
 */
final class PromptCommands implements Function<Command, CompletableFuture<CommandOutcome>> {

    /** As many as a process that is still being compiled answers within a second or two. */
    static final int LEAST = 250;

    private final Function<Command, CompletableFuture<CommandOutcome>> commands;
    private final long promptNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger bound = new AtomicInteger(LEAST);

    /**
     * Sends nothing yet.
     *
     * @param timeout after which an outcome is unknown; prompt is what takes no longer than a quarter of it
     */
    PromptCommands(
            Function<Command, CompletableFuture<CommandOutcome>> commands, Duration timeout, LongSupplier nanoTime) {
        this.commands = commands;
        this.promptNanos = timeout.toNanos() / 4;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<CommandOutcome> apply(Command command) {
        int now = inFlight.incrementAndGet();
        int most = bound.get();
        if (now > most) {
            inFlight.decrementAndGet();
            return CompletableFuture.completedFuture(new CommandOutcome.Unavailable(
                    "More than %d commands wait for their outcome, which is what is answered promptly at present; send it again later"
                            .formatted(most)));
        }
        long sent = nanoTime.getAsLong();
        return commands.apply(command).whenComplete((outcome, failure) -> {
            inFlight.decrementAndGet();
            adapt(now, nanoTime.getAsLong() - sent);
        });
    }

    private void adapt(int used, long waitedNanos) {
        if (waitedNanos > promptNanos) {
            bound.updateAndGet(most -> Math.max(LEAST, most - 1));
        } else {
            bound.updateAndGet(most -> used > most / 2 ? most + 1 : most);
        }
    }
}
