package dev.gregor.testing;

import static dev.gregor.testing.AggregateFixture.START;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.testing.bank.AccountState;
import dev.gregor.testing.bank.Close;
import dev.gregor.testing.bank.Closed;
import dev.gregor.testing.bank.Deposit;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.bank.Open;
import dev.gregor.testing.bank.Opened;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class FailureMessagesTest {

    private static final AggregateFixture<AccountState> NONE = AggregateFixture.of(new BankAccount());
    private static final AggregateExpectations<AccountState> OPENED = NONE.when(new Open("ada"));
    private static final AggregateExpectations<AccountState> DEPOSITED =
            NONE.given(new Opened("ada")).when(new Deposit(5L));

    private static final String OPENED_FROM = """
            The command:
              bank-account.open.v1
                owner: "ada"
            The state before, of bank-account/1 at version 0, time 2026-01-01T00:00:00Z:
              no state""";

    private static final String DEPOSITED_FROM = """
            The command:
              bank-account.deposit.v1
                amount: 5
            The state before, of bank-account/1 at version 1, time 2026-01-01T00:00:00Z:
              owner: "ada"
              balance: 0
              openedAt: "2026-01-01T00:00:00Z"
              lastDepositAt: null""";

    @Test
    void markTheFieldsOfEventsThatDiffer() {
        fails(() -> OPENED.expectEvents(new Opened("bob"), new Deposited(1L)), """
                bank-account.open.v1 had another outcome than expected (- expected, + actual):
                  bank-account.opened.v1
                -   owner: "bob"
                +   owner: "ada"
                  bank-account.deposited.v1
                    amount: 1
                """ + OPENED_FROM);
    }

    @Test
    void markEventsThatAreMissingOrTooMany() {
        fails(() -> OPENED.expectEvents(new Closed(), new Opened("ada")), """
                bank-account.open.v1 had another outcome than expected (- expected, + actual):
                - bank-account.closed.v1
                  bank-account.opened.v1
                    owner: "ada"
                + bank-account.deposited.v1
                +   amount: 1
                """ + OPENED_FROM);
    }

    @Test
    void nameTheClassOfAnEventThatIsNotOfTheAggregate() {
        fails(() -> DEPOSITED.expectEvents(new Close()), """
                bank-account.deposit.v1 had another outcome than expected (- expected, + actual):
                - dev.gregor.testing.bank.Close
                + bank-account.deposited.v1
                +   amount: 5
                """ + DEPOSITED_FROM);
    }

    @Test
    void showARejectionWhereEventsWereExpected() {
        fails(() -> OPENED.when(new Open("bob")).expectNoEvents(), """
                bank-account.open.v1 had another outcome than expected (- expected, + actual):
                - accepted without events
                + rejected as already-open
                +   detail: "1 belongs to ada"
                The command:
                  bank-account.open.v1
                    owner: "bob"
                The state before, of bank-account/1 at version 2, time 2026-01-01T00:00:00Z:
                  owner: "ada"
                  balance: 1
                  openedAt: "2026-01-01T00:00:00Z"
                  lastDepositAt: "2026-01-01T00:00:00Z\"""");
    }

    @Test
    void showEventsWhereARejectionWasExpected() {
        fails(() -> DEPOSITED.expectRejection("not-open"), """
                bank-account.deposit.v1 had another outcome than expected (- expected, + actual):
                - rejected as not-open
                + bank-account.deposited.v1
                +   amount: 5
                """ + DEPOSITED_FROM);
    }

    @Test
    void showTheDetailThatMissesTheExpectedPart() {
        fails(() -> NONE.when(new Deposit(5L)).expectRejection("not-open", "42"), """
                bank-account.deposit.v1 had another outcome than expected (- expected, + actual):
                  rejected as not-open
                -   detail containing "42"
                +   detail: "Open the account first"
                The command:
                  bank-account.deposit.v1
                    amount: 5
                The state before, of bank-account/1 at version 0, time 2026-01-01T00:00:00Z:
                  no state""");
    }

    @Test
    void markTheFieldsOfStatesThatDiffer() {
        fails(() -> DEPOSITED.expectState(new AccountState("ada", 6L, START, START)), """
                bank-account.deposit.v1 left another state than expected (- expected, + actual):
                  owner: "ada"
                - balance: 6
                + balance: 5
                  openedAt: "2026-01-01T00:00:00Z"
                  lastDepositAt: "2026-01-01T00:00:00Z"
                """ + DEPOSITED_FROM);
    }

    @Test
    void showAStateWhereNoneWasExpected() {
        fails(() -> DEPOSITED.expectNoState(), """
                bank-account.deposit.v1 left another state than expected (- expected, + actual):
                - no state
                + owner: "ada"
                + balance: 5
                + openedAt: "2026-01-01T00:00:00Z"
                + lastDepositAt: "2026-01-01T00:00:00Z"
                """ + DEPOSITED_FROM);
    }

    @Test
    void sayThatThereIsNoStateToAssertOn() {
        fails(() -> NONE.when(new Deposit(5L)).expectState(state -> {}), """
                bank-account.deposit.v1 left another state than expected (- expected, + actual):
                - any state
                + no state
                The command:
                  bank-account.deposit.v1
                    amount: 5
                The state before, of bank-account/1 at version 0, time 2026-01-01T00:00:00Z:
                  no state""");
    }

    @Test
    void showTheGivenEventsThatLeftAnotherState() {
        fails(() -> NONE.given(new Opened("ada"), new Deposited(5L)).expectNoState(), """
                The given events left another state than expected (- expected, + actual):
                - no state
                + owner: "ada"
                + balance: 5
                + openedAt: "2026-01-01T00:00:00Z"
                + lastDepositAt: "2026-01-01T00:00:00Z"
                The events of bank-account/1 up to version 2:
                  bank-account.opened.v1
                    owner: "ada"
                  bank-account.deposited.v1
                    amount: 5""");
        fails(() -> NONE.expectState(new AccountState("ada", 0L, START, null)), """
                The given events left another state than expected (- expected, + actual):
                - owner: "ada"
                - balance: 0
                - openedAt: "2026-01-01T00:00:00Z"
                - lastDepositAt: null
                + no state
                The events of bank-account/1 up to version 0:
                  no events""");
    }

    @Test
    void showBothVersions() {
        fails(() -> DEPOSITED.expectVersion(3), """
                bank-account.deposit.v1 left another version than expected (- expected, + actual):
                - 3
                + 2
                """ + DEPOSITED_FROM);
    }

    private static void fails(ThrowingCallable expectation, String message) {
        assertThatThrownBy(expectation).isInstanceOf(AssertionError.class).hasMessage(message);
    }
}
