package dev.gregor.testing;

import dev.gregor.testing.bank.AccountState;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds for an aggregate alone holds for one on a real broker. */
final class BrokerFixtureTest extends AggregateFixtureTest {

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    private static final AggregateFixture<AccountState> NONE = AggregateFixture.over(BROKER, new BankAccount());

    @Override
    AggregateFixture<AccountState> none() {
        return NONE;
    }
}
