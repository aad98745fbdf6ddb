package dev.gregor.app.http.aggregate;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.json.AvroJson;
import dev.gregor.json.InvalidFieldException;
import io.javalin.http.Context;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.avro.specific.SpecificRecord;

/** Sends commands and answers their outcomes. */
public final class CommandEndpoint implements Endpoint {

    private final Api api;
    private final Body body;
    private final Executor executor;
    private final WaitingRequests waiting;

    /** Answers on this executor; a command whose outcome is not known at the stop is answered as such. */
    public CommandEndpoint(Api api, Body body, Executor executor, WaitingRequests waiting) {
        this.api = api;
        this.body = body;
        this.executor = executor;
        this.waiting = waiting;
    }

    @Override
    public CompletableFuture<Reply> answer(Context request) {
        Command command = command(request);
        Backend backend = api.backend();
        OutcomeReply reply = new OutcomeReply(command);
        return waiting.await(
                backend.node().commands().send(command).thenApplyAsync(outcome -> outcome.match(reply), executor),
                () -> reply.unknown(new Unknown(command.id(), "The application stopped before the outcome was known")));
    }

    private Command command(Context request) {
        AggregateDefinition<?> aggregate = api.aggregate(request.pathParam("type"));
        CommandDefinition<?, ?> definition = definition(aggregate, request);
        String id = Params.aggregateId(request);
        return RequestHeaders.command(request, aggregate, definition.type(), id, data(definition, request));
    }

    private static CommandDefinition<?, ?> definition(AggregateDefinition<?> aggregate, Context request) {
        String action = request.pathParam("action");
        return aggregate
                .commandOf(action)
                .<CommandDefinition<?, ?>>map(found -> found)
                .orElseThrow(() -> Problem.unknown(
                        ProblemType.UNKNOWN_ACTION,
                        "action of " + aggregate.type(),
                        action,
                        actions(aggregate.commands())));
    }

    private static Set<String> actions(Collection<? extends CommandDefinition<?, ?>> commands) {
        Set<String> actions = new LinkedHashSet<>();
        commands.forEach(each -> actions.add(each.type().action()));
        return actions;
    }

    private SpecificRecord data(CommandDefinition<?, ?> definition, Context request) {
        try {
            return AvroJson.read(definition.messageClass(), body.json(request));
        } catch (InvalidFieldException e) {
            throw Problem.invalid(e);
        }
    }
}
