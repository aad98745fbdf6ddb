package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Sends commands to aggregates and learns their outcomes.
 *
 * <pre>{@code
 * Accepted done = gregor.commands().send(BankAccount.class, "42", new Deposit(500)).join().orElseThrow();
 * gregor.commands().send(gregor.commands().command(BankAccount.class, "42", new Close()).withExpectedVersion(7));
 * }</pre>
 *
 * <p>Thread-safe. A future never fails: what goes wrong is an outcome. It completes on a thread that others share; what
 * depends on it must not block there.
 */
public final class Commands {

    private final Domain domain;
    private final Function<Command, CompletableFuture<CommandOutcome>> gateway;

    Commands(Domain domain, Function<Command, CompletableFuture<CommandOutcome>> gateway) {
        this.domain = domain;
        this.gateway = gateway;
    }

    /**
     * Sends a command under a new id, for whatever version the aggregate has.
     *
     * @param aggregate the class of the aggregate
     * @param aggregateId the id of the aggregate, 1 to 200 characters
     * @param data what is asked, of a class that the aggregate declares with {@code command(...)}
     * @return its outcome, at the latest after {@code gregor.command.timeout}
     * @throws IllegalArgumentException if the node does not run the aggregate, or it has no such command
     */
    public <S extends SpecificRecord> CompletableFuture<CommandOutcome> send(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data) {
        return send(command(aggregate, aggregateId, data));
    }

    /**
     * Sends a command. Sent again, under its id, it has no further effect, and its outcome is the same.
     *
     * @return its outcome, at the latest after {@code gregor.command.timeout}
     */
    public CompletableFuture<CommandOutcome> send(Command command) {
        return gateway.apply(command);
    }

    /** A command to be given an id, an expected version or a trace before it is sent; throws as {@link #send} does. */
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
