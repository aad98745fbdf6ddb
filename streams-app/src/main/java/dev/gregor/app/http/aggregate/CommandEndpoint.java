package dev.gregor.app.http.aggregate;

import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.aggregate.CommandParser.Target;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.command.Command;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Sends commands and answers their outcomes. */
public final class CommandEndpoint implements Endpoint {

    private final Api api;
    private final CommandParser parser;
    private final Body body;
    private final Executor executor;
    private final WaitingRequests waiting;

    /** Answers on this executor; a command whose outcome is not known at the stop is answered as such. */
    public CommandEndpoint(Api api, Body body, Executor executor, WaitingRequests waiting) {
        this.api = api;
        this.parser = new CommandParser(api);
        this.body = body;
        this.executor = executor;
        this.waiting = waiting;
    }

    @Override
    public CompletableFuture<Reply> answer(Context request) {
        Target target = new Target(
                request.pathParam("type"),
                Params.aggregateId(request),
                request.pathParam("action"),
                Caller.of(request));
        Command command = parser.command(target, HeaderLines.of(request), () -> body.json(request));
        Backend backend = api.backend();
        OutcomeReply reply = new OutcomeReply(command);
        return waiting.await(
                backend.node().commands().send(command).thenApplyAsync(outcome -> outcome.match(reply), executor),
                () -> reply.unknown(OutcomeReply.stopped(command)));
    }
}
