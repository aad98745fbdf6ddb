package dev.gregor.node;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.api.Commands;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.node.access.CommandSender;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** Sends commands to the aggregates of a node, in whichever instance they are. */
record NodeCommands(Domain domain, CommandSender gateway) implements Commands {

    @Override
    public CompletableFuture<CommandOutcome> send(Command command) {
        domain.requireCommand(command.type());
        return gateway.send(command);
    }

    @Override
    public <S extends SpecificRecord> Command command(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data) {
        return Command.of(domain.aggregate(aggregate).commandOf(data).type(), aggregateId, data);
    }
}
