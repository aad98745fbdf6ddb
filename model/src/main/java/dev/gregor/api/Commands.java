package dev.gregor.api;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/**
 * Sends commands to aggregates and returns their outcomes.
 *
 * <pre>{@code
 * Accepted done = gregor.commands().send(BankAccount.class, "42", new Deposit(500)).join().orElseThrow();
 * gregor.commands().send(gregor.commands().command(BankAccount.class, "42", new Close()).withExpectedVersion(7));
 * }</pre>
 *
 * <p>Thread-safe. A future never completes exceptionally: what goes wrong is a {@link CommandOutcome}. It completes on a thread that
 * others share; functions that depend on it and block must run on another executor, such as by {@code thenApplyAsync}.
 */
public interface Commands {

    /**
     * Sends a command under a new id, without conditions.
     *
     * @param aggregate the class of the aggregate
     * @param aggregateId the id of the aggregate, 1 to 200 characters
     * @param data the command, of a class that the aggregate declares with {@code command(...)}
     * @return the outcome, at the latest after the time-out
     * @throws IllegalArgumentException if the aggregate is not known here, or has no such command
     */
    default <S extends SpecificRecord> CompletableFuture<CommandOutcome> send(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data) {
        return send(command(aggregate, aggregateId, data));
    }

    /**
     * Sends a command. A command that is sent again under its id is applied once, and its outcome is the same.
     *
     * @return the outcome, at the latest after the time-out
     * @throws IllegalArgumentException if no aggregate that is known here has a command of this type
     */
    CompletableFuture<CommandOutcome> send(Command command);

    /**
     * Returns a command that is not sent yet, to add an id, a condition or a trace to it.
     *
     * @throws IllegalArgumentException if the aggregate is not known here, or has no such command
     */
    <S extends SpecificRecord> Command command(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data);
}
