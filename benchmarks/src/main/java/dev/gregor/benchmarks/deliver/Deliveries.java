package dev.gregor.benchmarks.deliver;

import dev.gregor.benchmarks.account.Balances;
import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.benchmarks.account.DepositsPerSecond;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.message.MessageType;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer.Found;
import dev.gregor.projection.query.QueryAnswer.NoRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends deposits at a steady pace, whatever is answered, asks two read models for a row at the position of each
 * outcome, and waits until a subscriber sees the event. Times run from the moment at which a command was due, so that a stall counts for all that it delays.
 */
final class Deliveries {

    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");
    private static final String REFERENCE = "r".repeat(140);
    private static final int ACCOUNTS = 10_000;
    private static final long TIMEOUT_SECONDS = 60;

    private final CommandGateway commands;
    private final QueryGateway queries;
    private final Subscriber subscriber;
    private final Histogram acknowledged = new ConcurrentHistogram(3);
    private final Histogram table = new ConcurrentHistogram(3);
    private final Histogram window = new ConcurrentHistogram(3);
    private final Histogram tableFromSending = new ConcurrentHistogram(3);
    private final Histogram subscriberFromSending = new ConcurrentHistogram(3);

    Deliveries(CommandGateway commands, QueryGateway queries, Subscriber subscriber) {
        this.commands = commands;
        this.queries = queries;
        this.subscriber = subscriber;
    }

    /**
     * Sends for so long, and waits until all rows are there.
     *
     * @throws java.util.concurrent.CompletionException if a command was not accepted or a read model did not get there
     */
    void run(int perSecond, int seconds) {
        Random random = new Random(perSecond);
        List<CompletableFuture<?>> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            Waiting.untilNanoTime(due);
            all.add(deliver("account-" + random.nextInt(ACCOUNTS), due));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<Void> deliver(String account, long due) {
        return commands.send(Command.of(DEPOSIT, account, new Deposit(1L, REFERENCE)))
                .thenCompose(outcome -> {
                    long known = System.nanoTime();
                    acknowledged.recordValue(known - due);
                    return shown(account, accepted(outcome), known, due);
                });
    }

    private static Accepted accepted(CommandOutcome outcome) {
        if (outcome instanceof Accepted accepted) {
            return accepted;
        }
        throw new IllegalStateException("Not accepted: " + outcome);
    }

    private CompletableFuture<Void> shown(String account, Accepted outcome, long known, long due) {
        var balance = queries.get(Balances.NAME, account, outcome.position()).thenAccept(answer -> {
            require(answer instanceof Found<?>, answer);
            table.recordValue(System.nanoTime() - known);
            tableFromSending.recordValue(System.nanoTime() - due);
        });
        var count = queries.get(DepositsPerSecond.NAME, account, outcome.position())
                .thenAccept(answer -> {
                    require(answer instanceof NoRow<?>, answer);
                    window.recordValue(System.nanoTime() - known);
                });
        var event = subscriber
                .seen(account, outcome.version())
                .thenAccept(seen -> subscriberFromSending.recordValue(seen - due));
        return CompletableFuture.allOf(balance, count, event);
    }

    private static void require(boolean expected, Object answer) {
        if (!expected) {
            throw new IllegalStateException("Unexpected answer to a query: " + answer);
        }
    }

    List<DeliverCell> cells(int round) {
        return List.of(
                cell("command to outcome", round, acknowledged),
                cell("outcome to table row", round, table),
                cell("outcome to window row", round, window),
                cell("command to table row", round, tableFromSending),
                cell("command to subscriber", round, subscriberFromSending));
    }

    private static DeliverCell cell(String path, int round, Histogram nanos) {
        return new DeliverCell(
                path,
                round,
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(95) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6);
    }
}
