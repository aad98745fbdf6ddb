package dev.gregor.benchmarks.load;

import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.message.MessageType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.HdrHistogram.Histogram;

/**
 * The accounts with so many events each.
 *
 * @param events of each
 * @param count how many accounts there are
 */
record Accounts(int events, int count) {

    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");
    private static final String REFERENCE = "r".repeat(140);
    private static final int IN_FLIGHT = 2000;
    private static final int MOST = 50;
    private static final int MOST_EVENTS = 30_000;
    private static final int LEAST = 1;
    private static final int DIGITS = 3;

    /** Fewer of the large ones, for they take long to make. */
    static Accounts of(int events) {
        return new Accounts(events, Math.max(LEAST, Math.min(MOST, MOST_EVENTS / events)));
    }

    /** Makes their events. */
    void fill(CommandGateway commands) {
        Semaphore free = new Semaphore(IN_FLIGHT);
        CompletableFuture<?> all = CompletableFuture.completedFuture(null);
        for (int version = 1; version <= events; version++) {
            for (int account = 0; account < count; account++) {
                free.acquireUninterruptibly();
                var sent = deposit(account, version, commands).whenComplete((done, failure) -> free.release());
                all = version == events ? CompletableFuture.allOf(all, sent) : all;
            }
        }
        all.join();
    }

    /** The nanoseconds from a command to each of them to its outcome, one after another. */
    Histogram timesOfOneMore(CommandGateway commands) {
        Histogram times = new Histogram(DIGITS);
        for (int account = 0; account < count; account++) {
            long start = System.nanoTime();
            deposit(account, events + 1, commands).join();
            times.recordValue(System.nanoTime() - start);
        }
        return times;
    }

    private CompletableFuture<Void> deposit(int account, int version, CommandGateway commands) {
        String id = "account-%d-%d".formatted(events, account);
        return commands.send(Command.of(DEPOSIT, id, new Deposit(1L, REFERENCE)))
                .thenAccept(outcome -> requireVersion(outcome, version));
    }

    private static void requireVersion(CommandOutcome outcome, long version) {
        if (!(outcome instanceof Accepted accepted) || accepted.version() != version) {
            throw new IllegalStateException("Expected version %d, but got %s".formatted(version, outcome));
        }
    }
}
