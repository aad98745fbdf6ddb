package com.example.quarkusbank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gregor.api.Commands;
import dev.gregor.api.Queries;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.node.Gregor;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The account and the read model, with a broker in the process of the test. */
@QuarkusTest
class BankTest {

    @Inject
    Gregor gregor;

    @Inject
    Commands commands;

    @Inject
    Queries queries;

    @Test
    void depositsAreInTheReadModel() {
        gregor.awaitReady(reason -> {});
        commands.send(Account.class, "1", new Deposit(20L)).join().orElseThrow();
        Accepted second = commands.send(Account.class, "1", new Deposit(5L)).join().orElseThrow();
        assertEquals(
                Optional.of(new Balance(25L)),
                queries.get(Balances.class, "1", second.position()).join());
    }
}
