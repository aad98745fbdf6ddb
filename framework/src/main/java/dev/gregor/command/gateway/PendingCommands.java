package dev.gregor.command.gateway;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for their outcomes. Several may wait for one command id: replies come in the order of
 * sending, and name the sending that they are for; one that does not is for the one that waits longest. Thread-safe.
 */
final class PendingCommands {

    private final ConcurrentHashMap<String, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** One who waits, and the next one for the same command id. */
    static final class Waiter {

        final Command command;
        final Sender sender;
        final long deadlineNanos;
        final CompletableFuture<CommandOutcome> future = new CompletableFuture<>();
        private final String key;
        private volatile @Nullable Waiter next;

        Waiter(Command command, Sender sender, long deadlineNanos) {
            this.command = command;
            this.sender = sender;
            this.key = PendingCommands.key(command.type().aggregateType(), command.aggregateId(), command.id());
            this.deadlineNanos = deadlineNanos;
        }

        private Waiter append(Waiter added) {
            Waiter last = this;
            for (Waiter after = last.next; after != null; after = after.next) {
                last = after;
            }
            last.next = added;
            return this;
        }

        private @Nullable Waiter without(Waiter removed) {
            if (this == removed) {
                return next;
            }
            for (Waiter before = this; before != null; before = before.next) {
                if (before.next == removed) {
                    before.next = removed.next;
                    break;
                }
            }
            return this;
        }
    }

    static String key(String aggregateType, String aggregateId, String commandId) {
        return aggregateType + '\n' + aggregateId + '\n' + commandId;
    }

    void add(Waiter waiter) {
        count.incrementAndGet();
        waiters.merge(waiter.key, waiter, Waiter::append);
    }

    /** Ends the wait of one, if it still waits. */
    void complete(Waiter waiter, CommandOutcome outcome) {
        waiters.computeIfPresent(waiter.key, (key, head) -> head.without(waiter));
        if (waiter.future.complete(outcome)) {
            count.decrementAndGet();
        }
    }

    /** The one who waits longest for the command with this key; null if nobody does. */
    @Nullable
    Waiter first(String key) {
        return waiters.get(key);
    }

    /**
     * The one who waits for this sending of the command with this key, or the first if it is not told; null if nobody does.
     */
    @Nullable
    Waiter waiter(String key, @Nullable Sender sender) {
        Waiter waiter = first(key);
        while (waiter != null && sender != null && !waiter.sender.equals(sender)) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /** Ends the wait of all whose deadline has passed. */
    void expire(long nowNanos, String detail) {
        giveUp(waiter -> waiter.deadlineNanos - nowNanos <= 0, detail);
    }

    /** Ends the wait of these: their outcome is unknown. */
    void giveUp(Predicate<Waiter> which, String detail) {
        for (Waiter head : waiters.values()) {
            for (Waiter waiter = head; waiter != null; waiter = waiter.next) {
                if (which.test(waiter)) {
                    complete(waiter, new CommandOutcome.Unknown(waiter.command.id(), detail));
                }
            }
        }
    }

    int size() {
        return count.get();
    }
}
