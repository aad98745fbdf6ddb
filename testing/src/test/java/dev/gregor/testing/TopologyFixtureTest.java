package dev.gregor.testing;

import dev.gregor.testing.bank.AccountState;

/** What holds for an aggregate alone holds for one in the write side. */
final class TopologyFixtureTest extends AggregateFixtureTest {

    @Override
    AggregateFixture<AccountState> none() {
        return AggregateFixture.overTopology(new BankAccount());
    }
}
