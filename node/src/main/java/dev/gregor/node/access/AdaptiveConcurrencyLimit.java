package dev.gregor.node.access;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.Unavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many commands wait at once by how promptly they are answered, and answers the others at once that the application
 * is not available: to be told to come again is better than to wait until the time is up. An application that has just started
 * handles a fraction of what it will, so the bound is low at first. It grows with each prompt outcome while more than half of
 * it is used, and falls with each late one. Thread-safe.
 */
public final class AdaptiveConcurrencyLimit implements CommandSender {

    /** As many as a process that is still being compiled answers within a second or two. */
    static final int MIN = 250;

    private final CommandSender commands;
    private final long promptNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger bound = new AtomicInteger(MIN);

    /**
     * Sends nothing yet.
     *
     * @param timeout after which an outcome is unknown; prompt is what takes no longer than a quarter of it
     */
    public AdaptiveConcurrencyLimit(CommandSender commands, Duration timeout, LongSupplier nanoTime) {
        this.commands = commands;
        this.promptNanos = timeout.toNanos() / 4;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<CommandOutcome> send(Command command) {
        int max = bound.get();
        int before = inFlight.getAndUpdate(count -> count < max ? count + 1 : count);
        if (before >= max) {
            return CompletableFuture.completedFuture(new Unavailable(
                    "%d commands wait for their outcome, as many as are taken at present; send it again later"
                            .formatted(before)));
        }
        long sent = nanoTime.getAsLong();
        return sent(command).whenComplete((outcome, failure) -> {
            inFlight.decrementAndGet();
            adapt(before + 1, outcome, nanoTime.getAsLong() - sent);
        });
    }

    private CompletableFuture<CommandOutcome> sent(Command command) {
        try {
            return commands.send(command);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** By what the write side answered; what was refused on the way says nothing of its pace. */
    private void adapt(int used, @Nullable CommandOutcome outcome, long waitedNanos) {
        if (outcome == null || outcome instanceof Unavailable || outcome instanceof Failed) {
            return;
        }
        if (waitedNanos > promptNanos) {
            bound.updateAndGet(max -> Math.max(MIN, max - 1));
        } else {
            bound.updateAndGet(max -> used > max / 2 ? max + 1 : max);
        }
    }
}
