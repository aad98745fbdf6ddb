package com.example.springbank;

import dev.gregor.spring.test.GregorTest;
import dev.gregor.testing.AggregateFixture;
import dev.gregor.testing.ProjectionFixture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the account and the read model do, without a broker. */
@GregorTest
class AccountTest {

    @Autowired
    AggregateFixture<AccountState> account;

    @Autowired
    ProjectionFixture<OwnerRow> accountsByOwner;

    @Test
    void isNeverOverdrawn() {
        account.given(new Opened("ann"), new Deposited(100L))
                .when(new Withdraw(60L))
                .expectEvents(new Withdrawn(60L))
                .when(new Withdraw(60L))
                .expectRejection("overdrawn");
    }

    @Test
    void takesPositiveAmountsOnly() {
        account.given(new Opened("ann"), new Deposited(100L))
                .when(new Deposit(-200L))
                .expectRejection("not-positive")
                .when(new Withdraw(0L))
                .expectRejection("not-positive")
                .when(new Withdraw(-1L))
                .expectRejection("not-positive");
    }

    @Test
    void isCountedForItsOwner() {
        accountsByOwner
                .given("1", new Opened("ann"))
                .given("2", new Opened("ann"))
                .expectRow("ann", new OwnerRow(2L));
    }
}
