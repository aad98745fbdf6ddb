package com.example.quarkusbank;

import dev.gregor.api.Commands;
import dev.gregor.api.Queries;
import dev.gregor.command.CommandNotAcceptedException;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.failure.TransientException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Accounts over HTTP. */
@Path("/accounts/{id}")
public class AccountResource {

    private final Commands commands;
    private final Queries queries;

    AccountResource(Commands commands, Queries queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** An amount. */
    public record CentsBody(long cents) {}

    /** The answer is what the read model has with this deposit. */
    @POST
    @Path("/deposits")
    public CompletionStage<CentsBody> deposit(String id, CentsBody body) {
        return commands.send(Account.class, id, new Deposit(body.cents()))
                .thenApply(outcome -> outcome.orElseThrow())
                .thenCompose(deposited -> queries.get(Balances.class, id, deposited.position()))
                .thenApply(row -> new CentsBody(row.map(Balance::getCents).orElse(0L)));
    }

    /** What the read model has now. */
    @GET
    public CompletionStage<CentsBody> account(String id) {
        return queries.get(Balances.class, id)
                .thenApply(row -> new CentsBody(row.map(Balance::getCents).orElse(0L)));
    }

    @ServerExceptionMapper
    public Response notAccepted(CommandNotAcceptedException failure) {
        return Response.status(failure.outcome() instanceof Rejected ? 409 : 503)
                .entity(failure.getMessage())
                .build();
    }

    /** Such as while the node is not ready yet. */
    @ServerExceptionMapper
    public Response notNow(TransientException failure) {
        return Response.status(503).entity(failure.getMessage()).build();
    }
}
