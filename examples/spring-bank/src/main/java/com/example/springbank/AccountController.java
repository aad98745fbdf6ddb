package com.example.springbank;

import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.command.CommandNotAcceptedException;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.failure.TransientException;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Accounts over HTTP. */
@RestController
class AccountController {

    private final Commands commands;
    private final Queries queries;
    private final Events events;

    AccountController(Commands commands, Queries queries, Events events) {
        this.commands = commands;
        this.queries = queries;
        this.events = events;
    }

    record OwnerBody(String owner) {}

    record CentsBody(long cents) {}

    record AccountBody(String owner, long cents, long version) {}

    /** The answer is sent when the read model has the account too. */
    @PutMapping("/accounts/{id}")
    CompletableFuture<Long> open(@PathVariable String id, @RequestBody OwnerBody body) {
        return commands.send(Account.class, id, new Open(body.owner()))
                .thenApply(outcome -> outcome.orElseThrow())
                .thenCompose(opened -> queries.get(AccountsByOwner.class, body.owner(), opened.position()))
                .thenApply(row -> row.map(OwnerRow::getAccounts).orElse(0L));
    }

    @PostMapping("/accounts/{id}/deposits")
    CompletableFuture<Long> deposit(@PathVariable String id, @RequestBody CentsBody body) {
        return send(id, new Deposit(body.cents()));
    }

    @PostMapping("/accounts/{id}/withdrawals")
    CompletableFuture<Long> withdraw(@PathVariable String id, @RequestBody CentsBody body) {
        return send(id, new Withdraw(body.cents()));
    }

    private CompletableFuture<Long> send(String id, SpecificRecord command) {
        return commands.send(Account.class, id, command)
                .thenApply(outcome -> outcome.orElseThrow().version());
    }

    @GetMapping("/accounts/{id}")
    CompletableFuture<AccountBody> account(@PathVariable String id) {
        return events.state(Account.class, id)
                .thenApply(found -> found.map(
                                each -> new AccountBody(each.state().getOwner(), each.state().getCents(), each.version()))
                        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    }

    @GetMapping("/owners/{owner}/accounts")
    CompletableFuture<Long> accountsOf(@PathVariable String owner) {
        return queries.get(AccountsByOwner.class, owner)
                .thenApply(row -> row.map(OwnerRow::getAccounts).orElse(0L));
    }

    @ExceptionHandler
    ProblemDetail notAccepted(CommandNotAcceptedException failure) {
        HttpStatus status =
                failure.outcome() instanceof Rejected ? HttpStatus.CONFLICT : HttpStatus.SERVICE_UNAVAILABLE;
        return ProblemDetail.forStatusAndDetail(status, failure.getMessage());
    }

    /** Such as while the node is not ready yet. */
    @ExceptionHandler
    ProblemDetail notNow(TransientException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, failure.getMessage());
    }
}
