package dev.gregor.app.http.batch;

import dev.gregor.app.http.aggregate.OutcomeReply;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.node.access.CommandSender;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands of a batch that are not answered yet, in its order. One thread at a time uses it. */
final class BatchWindow {

    /** As many as one application that has just started takes at once. */
    private static final int MAX = 250;

    private static final Logger LOG = LoggerFactory.getLogger(BatchWindow.class);

    private final CommandSender commands;
    private final WaitingRequests waiting;
    private final Runnable arrival;
    private final Queue<Slot> slots = new ArrayDeque<>();
    private final Map<Aggregate, Integer> unhandled = new ConcurrentHashMap<>();
    private int taken;

    private record Slot(CompletableFuture<?> known, Supplier<Reply> reply) {}

    private record Aggregate(String type, String id) {}

    /**
     * Nothing is under way.
     *
     * @param arrival is run when an answer is known
     */
    BatchWindow(CommandSender commands, WaitingRequests waiting, Runnable arrival) {
        this.commands = commands;
        this.waiting = waiting;
        this.arrival = arrival;
    }

    /** How many commands were taken so far. */
    int taken() {
        return taken;
    }

    boolean isFull() {
        return slots.size() >= MAX;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** Answers the next command with this. */
    void add(Problem problem) {
        add(new Slot(CompletableFuture.completedFuture(null), problem::reply));
    }

    /**
     * Sends the next command, unless it is to be tried again when another one is answered, for too many others wait. After a command that
     * may not have been handled no other one is sent to its aggregate, so that none comes before it.
     */
    boolean send(Command command) {
        Aggregate aggregate = new Aggregate(command.type().aggregateType(), command.aggregateId());
        Integer before = unhandled.get(aggregate);
        if (before != null) {
            add(notSent(command, before));
            return true;
        }
        CompletableFuture<CommandOutcome> outcome = commands.send(command);
        if (isRefused(outcome) && slots.stream().anyMatch(each -> !each.known().isDone())) {
            return false;
        }
        int index = taken;
        CompletableFuture<CommandOutcome> known = waiting.await(outcome, () -> OutcomeReply.stopped(command));
        add(new Slot(known, () -> reply(command, known)));
        known.whenComplete((answer, failure) -> {
            if (answer instanceof Unavailable || answer instanceof Unknown) {
                unhandled.putIfAbsent(aggregate, index);
            }
            arrival.run();
        });
        return true;
    }

    private static Reply reply(Command command, CompletableFuture<CommandOutcome> known) {
        try {
            return known.join().match(new OutcomeReply(command));
        } catch (CompletionException e) {
            LOG.error("Command {} of a batch failed", command.id(), e);
            return new Problem(ProblemType.INTERNAL_ERROR, "The log of the application says more").reply();
        }
    }

    private static boolean isRefused(CompletableFuture<CommandOutcome> outcome) {
        return outcome.isDone() && !outcome.isCompletedExceptionally() && outcome.join() instanceof Unavailable;
    }

    private static Problem notSent(Command command, int before) {
        String detail =
                "It was not sent, for command %d of the batch, to the same aggregate, has no outcome; send both again"
                        .formatted(before);
        return new Problem(ProblemType.UNAVAILABLE, detail).with(json -> json.put("commandId", command.id()));
    }

    private void add(Slot slot) {
        slots.add(slot);
        taken++;
    }

    /** The next answer, if it is known. */
    @Nullable
    Reply answer() {
        Slot next = slots.peek();
        if (next == null || !next.known().isDone()) {
            return null;
        }
        slots.remove();
        return next.reply().get();
    }
}
