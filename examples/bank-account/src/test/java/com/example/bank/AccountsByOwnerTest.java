package com.example.bank;

import dev.gregor.testing.ProjectionFixture;
import org.junit.jupiter.api.Test;

class AccountsByOwnerTest {

    private final ProjectionFixture<OwnerRow> accounts = ProjectionFixture.of(new AccountsByOwner());

    @Test
    void countsTheAccountsOfEachOwner() {
        accounts.given("account-1", new Opened("ann"))
                .given("account-2", new Opened("ann"))
                .expectRow("ann", new OwnerRow(2L))
                .expectNoRow("bob");
    }
}
