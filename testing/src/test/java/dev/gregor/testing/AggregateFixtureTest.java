package dev.gregor.testing;

import static dev.gregor.testing.AggregateFixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.failure.PermanentException;
import dev.gregor.testing.bank.AccountState;
import dev.gregor.testing.bank.Audited;
import dev.gregor.testing.bank.Close;
import dev.gregor.testing.bank.Closed;
import dev.gregor.testing.bank.Deposit;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.bank.Open;
import dev.gregor.testing.bank.Opened;
import dev.gregor.testing.bank.OpenedWithGift;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class AggregateFixtureTest {

    private final AggregateFixture<AccountState> none = none();
    private final AggregateFixture<AccountState> open = none.given(new Opened("ada"));

    AggregateFixture<AccountState> none() {
        return AggregateFixture.of(new BankAccount());
    }

    @Test
    void foldsWhatWasGivenAndDecidesTheCommand() {
        open.given(new Deposited(5L))
                .when(new Deposit(3L))
                .expectEvents(new Deposited(3L))
                .expectState(new AccountState("ada", 8L, START, START))
                .expectVersion(3);
    }

    @Test
    void takesEventsAsListsToo() {
        none.given(List.of(new Opened("ada"), new Deposited(5L)))
                .when(new Deposit(3L))
                .expectEvents(List.of(new Deposited(3L)));
    }

    @Test
    void evolvesByTheEventsOfACommandBeforeTheNextOne() {
        none.givenNothing()
                .when(new Open("ada"))
                .expectEvents(new Opened("ada"), new Deposited(1L))
                .when(new Open("bob"))
                .expectRejection("already-open")
                .expectVersion(2)
                .when(new Deposit(2L))
                .expectState(state -> assertThat(state.getBalance()).isEqualTo(3));
    }

    @Test
    void handsThePartOfTheDetailThatMatters() {
        open.withId("42").when(new Open("bob")).expectRejection("already-open", "42 belongs to ada");
    }

    @Test
    void tellsAnAcceptedCommandWithoutEventsFromARejectedOne() {
        open.when(new Deposit(0L)).expectNoEvents().expectVersion(1);
        assertThatThrownBy(() -> none.when(new Deposit(0L)).expectNoEvents()).isInstanceOf(AssertionError.class);
    }

    @Test
    void knowsAnEndedAggregate() {
        open.when(new Close()).expectEvents(new Closed()).expectNoState().expectVersion(2);
        open.given(new Closed()).expectNoState();
        open.given(new Closed()).givenNothing().when(new Open("bob")).expectVersion(2);
    }

    @Test
    void movesTimeByHand() {
        none.given(new Opened("ada"))
                .after(Duration.ofHours(1))
                .when(new Deposit(1L))
                .expectState(new AccountState("ada", 1L, START, START.plusSeconds(3600)))
                .after(Duration.ofMinutes(1))
                .when(new Deposit(1L))
                .expectState(new AccountState("ada", 2L, START, START.plusSeconds(3660)))
                .at(Instant.parse("2027-01-01T00:00:00.123456Z"))
                .when(new Deposit(1L))
                .expectState(new AccountState("ada", 3L, START, Instant.parse("2027-01-01T00:00:00.123Z")));
    }

    @Test
    void refusesToMoveTimeBack() {
        assertThatThrownBy(() -> none.at(Instant.parse("2025-12-31T00:00:00Z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Time cannot go back from 2026-01-01T00:00:00Z to 2025-12-31T00:00:00Z; "
                        + "give the instants of a test in order");
    }

    @Test
    void startsManyTestsFromOneFixture() {
        open.when(new Deposit(1L)).expectVersion(2);
        open.when(new Deposit(1L)).expectVersion(2);
    }

    @Test
    void evolvesByWhatAnOldEventIsToday() {
        none.givenOld("bank-account.opened-with-gift.v1", new OpenedWithGift("ada", 5L))
                .after(Duration.ofHours(1))
                .givenOld("bank-account.audited.v1", new Audited("bob"))
                .givenOld("bank-account.paid-in.v1", new Deposited(2L))
                .given(new Deposited(1L))
                .expectState(new AccountState("ada", 8L, START, START.plusSeconds(3600)))
                .when(new Deposit(3L))
                .expectEvents(new Deposited(3L))
                .expectState(new AccountState("ada", 11L, START, START.plusSeconds(3600)))
                .expectVersion(5);
    }

    @Test
    void readsAnEventOfAnEarlierSchema() {
        Schema earlier = SchemaBuilder.record("Opened")
                .namespace("dev.gregor.testing.bank")
                .fields()
                .requiredString("branch")
                .requiredString("owner")
                .endRecord();
        GenericRecord event = new GenericRecordBuilder(earlier)
                .set("branch", "ZRH")
                .set("owner", "ada")
                .build();
        none.givenOld("bank-account.opened.v1", event)
                .when(new Deposit(3L))
                .expectState(new AccountState("ada", 3L, START, START));
    }

    @Test
    void refusesOldEventsThatTheAggregateCannotRead() {
        assertThatThrownBy(() -> none.givenOld("bank-account.lent.v1", new Opened("ada")))
                .isInstanceOf(DefinitionException.class)
                .hasMessage("No aggregate of the fixture reads events of the type 'bank-account.lent.v1';"
                        + " add event(...), upcast(...) or renamed(...) to it");
        assertThatThrownBy(() -> none.givenOld("bank-account.opened.v1", new Deposited(1L)))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("Deposited");
        GenericRecord empty = new GenericData.Record(Opened.getClassSchema());
        assertThatThrownBy(() -> none.givenOld("bank-account.opened.v1", empty))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Opened cannot be written as Avro: ");
    }

    @Test
    void refusesMessagesThatAreNotOfTheAggregate() {
        assertThatThrownBy(() -> open.given(new Deposit(1L))).isInstanceOf(DefinitionException.class);
        assertThatThrownBy(() -> open.when(new Deposited(1L))).isInstanceOf(DefinitionException.class);
    }
}
