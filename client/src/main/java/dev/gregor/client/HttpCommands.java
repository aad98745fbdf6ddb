package dev.gregor.client;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.api.Commands;
import dev.gregor.client.http.Calls;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.json.AvroJson;
import dev.gregor.json.JsonText;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** Sends commands over HTTP, each under one id, however often it is tried. */
record HttpCommands(Known known, Calls calls, Acknowledged acknowledged) implements Commands {

    @Override
    public CompletableFuture<CommandOutcome> send(Command command) {
        known.requireCommand(command.type());
        CommandQuestion.requireSendable(command);
        byte[] body;
        try {
            body = JsonText.write(AvroJson.write(command.data()));
        } catch (RuntimeException | StackOverflowError e) {
            String detail = "The command cannot be written as JSON: " + e;
            return CompletableFuture.completedFuture(new Failed(Failed.Reason.UNREADABLE, detail));
        }
        return calls.ask(new CommandQuestion(command, body)).thenApply(this::remembered);
    }

    private CommandOutcome remembered(CommandOutcome outcome) {
        if (outcome instanceof Accepted accepted) {
            acknowledged.add(accepted.position());
        }
        return outcome;
    }

    @Override
    public <S extends SpecificRecord> Command command(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, SpecificRecord data) {
        return Command.of(known.aggregate(aggregate).commandOf(data).type(), aggregateId, data);
    }
}
