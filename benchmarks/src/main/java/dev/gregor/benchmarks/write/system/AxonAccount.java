package dev.gregor.benchmarks.write.system;

import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The account of the workload as Axon has it. It checks the expected version itself, for Axon checks none where a command
 * may create its aggregate; a lock for each aggregate and a unique key keep its versions without forks.
 */
final class AxonAccount {

    @AggregateIdentifier
    private @Nullable String id;

    private long balance;

    /** Made by Axon. */
    AxonAccount() {}

    record Deposit(@TargetAggregateIdentifier String account, long amount, String reference, long expectedVersion) {}

    record Deposited(String account, long amount, String reference) {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    long deposit(Deposit command) {
        Long sequence = AggregateLifecycle.getVersion();
        long version = sequence == null ? 0 : sequence + 1;
        if (command.expectedVersion() != WriteSystem.ANY_VERSION && command.expectedVersion() != version) {
            throw new IllegalStateException(
                    "Expected version " + command.expectedVersion() + " of " + id + ", is " + version);
        }
        AggregateLifecycle.apply(new Deposited(command.account(), command.amount(), command.reference()));
        return version + 1;
    }

    @EventSourcingHandler
    void deposited(Deposited event) {
        id = event.account();
        balance += event.amount();
    }

    @Override
    public String toString() {
        return id + ": " + balance;
    }
}
