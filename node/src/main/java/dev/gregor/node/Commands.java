package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.node.access.CommandSender;
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
public final class Commands {

    private final Domain domain;
    private final CommandSender gateway;

    Commands(Domain domain, CommandSender gateway) {
        this.domain = domain;
        this.gateway = gateway;
    }

    /**
     * Sends a command under a new id, without conditions.
     *
     * @param aggregate the class of the aggregate
     * @param aggregateId the id of the aggregate, 1 to 200 characters
     * @param data the command, of a class that the aggregate declares with {@code command(...)}
     * @return the outcome, at the latest after {@code gregor.command.timeout}
     * @throws IllegalArgumentException if the node does not run the aggregate, or it has no such command
     */
    public <S extends SpecificRecord> CompletableFuture<CommandOutcome> send(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data) {
        return gateway.send(command(aggregate, aggregateId, data));
    }

    /**
     * Sends a command. A command that is sent again under its id is applied once, and its outcome is the same.
     *
     * @return the outcome, at the latest after {@code gregor.command.timeout}
     * @throws IllegalArgumentException if no aggregate of the node has a command of this type
     */
    public CompletableFuture<CommandOutcome> send(Command command) {
        domain.requireCommand(command.type());
        return gateway.send(command);
    }

    /**
     * Returns a command that is not sent yet, to add an id, a condition or a trace to it.
     *
     * @throws IllegalArgumentException if the node does not run the aggregate, or it has no such command
     */
    public <S extends SpecificRecord> Command command(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return definition.commands().stream()
                .filter(each -> each.messageClass() == data.getClass())
                .findFirst()
                .map(each -> Command.of(each.type(), aggregateId, data))
                .orElseThrow(() -> new IllegalArgumentException("Aggregate '%s' has no command %s, only %s"
                        .formatted(
                                definition.type(),
                                data.getClass().getName(),
                                definition.commands().stream()
                                        .map(CommandDefinition::messageClass)
                                        .map(Class::getSimpleName)
                                        .toList())));
    }
}
