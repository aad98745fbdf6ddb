package dev.gregor.benchmarks.rebuild;

import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.message.MessageType;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Deposits in one account after the other. */
final class Deposits {

    static final String REFERENCE = "r".repeat(140);

    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");
    private static final int IN_FLIGHT = 2000;

    private final CommandGateway gateway;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final AtomicReference<CommandOutcome> refused = new AtomicReference<>();

    Deposits(CommandGateway gateway) {
        this.gateway = gateway;
    }

    /** Sends a command for each event, and waits until all are accepted. */
    void send(Content content) {
        for (int number = 0; number < content.events(); number++) {
            free.acquireUninterruptibly();
            gateway.send(Command.of(DEPOSIT, content.account(number), new Deposit(1L, REFERENCE)))
                    .thenAccept(this::done);
        }
        free.acquireUninterruptibly(IN_FLIGHT);
        if (refused.get() != null) {
            throw new IllegalStateException("Not accepted: " + refused.get());
        }
    }

    private void done(CommandOutcome outcome) {
        if (!(outcome instanceof Accepted)) {
            refused.set(outcome);
        }
        free.release();
    }
}
