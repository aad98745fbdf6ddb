package dev.gregor.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decide;
import dev.gregor.aggregate.Decision;
import dev.gregor.aggregate.Evolve;
import dev.gregor.testing.bank.AccountState;
import dev.gregor.testing.bank.Deposit;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.bank.Opened;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the fixture proves on each step without being asked, shown on aggregates that break one rule each. */
final class ProvedRulesTest {

    private static final Decide<AccountState, Deposit> DEPOSIT =
            (state, command, context) -> Decision.events(new Deposited(command.getAmount()));
    private static final Evolve<AccountState, Deposited> KEEP = (state, event, context) -> state;

    @Test
    void acceptsAnAggregateThatKeepsTheRules() {
        new Account(DEPOSIT, KEEP).fixture().when(new Deposit(1L)).expectEvents(new Deposited(1L));
    }

    @Test
    void refusesAGivenEventThatAvroCannotWrite() {
        assertThatThrownBy(() -> AggregateFixture.of(new Account(DEPOSIT, KEEP)).given(new Opened()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Opened cannot be written as Avro: ")
                .hasMessageContaining("owner")
                .hasMessageEndingWith(". Give its fields values that their schema can hold.");
    }

    @Test
    void refusesADecidedEventThatAvroCannotWrite() {
        failure(new Account((state, command, context) -> Decision.events(new Opened()), KEEP))
                .hasMessageStartingWith("Opened cannot be written as Avro: ");
    }

    @Test
    void refusesAStateThatAvroReadsBackAsAnother() {
        Instant tooFine = Instant.parse("2026-01-01T00:00:00.123456Z");
        failure(new Account(DEPOSIT, (state, event, context) -> new AccountState("ada", 0L, Instant.EPOCH, tooFine)))
                .hasMessage("""
                        AccountState is another record when Avro has read it back (- written, + read):
                          owner: "ada"
                          balance: 0
                          openedAt: "1970-01-01T00:00:00Z"
                        - lastDepositAt: "2026-01-01T00:00:00.123456Z"
                        + lastDepositAt: "2026-01-01T00:00:00.123Z"
                        Give its fields values that their schema can hold.""");
    }

    @Test
    void noticesADecisionThatChangesTheState() {
        Decide<AccountState, Deposit> changing = (state, command, context) -> {
            set(state, "balance", command.getAmount());
            return Decision.events();
        };
        failure(new Account(changing, KEEP)).hasMessage("""
                        Deciding account.deposit.v1 changed the AccountState that it was given (- before, + after):
                          owner: "ada"
                        - balance: 0
                        + balance: 5
                          openedAt: "1970-01-01T00:00:00Z"
                          lastDepositAt: null
                        Build a new record, such as by newBuilder(state), and leave the given one alone.""");
    }

    @Test
    void noticesAFoldThatChangesTheState() {
        Evolve<AccountState, Deposited> changing = (state, event, context) -> {
            set(state, "owner", null);
            return state;
        };
        failure(new Account(DEPOSIT, changing)).hasMessage("""
                        Evolving by account.deposited.v1 changed the AccountState that it was given (- before, + after):
                        - owner: "ada"
                        + owner: null
                          balance: 0
                          openedAt: "1970-01-01T00:00:00Z"
                          lastDepositAt: null
                        Build a new record, such as by newBuilder(state), and leave the given one alone.""");
    }

    @Test
    void noticesAFoldThatChangesTheEvent() {
        Evolve<AccountState, Deposited> changing = (state, event, context) -> {
            set(event, "amount", 0L);
            return state;
        };
        failure(new Account(DEPOSIT, changing)).hasMessage("""
                        Evolving by account.deposited.v1 changed the Deposited that it was given (- before, + after):
                        - amount: 5
                        + amount: 0
                        Build a new record, such as by newBuilder(state), and leave the given one alone.""");
    }

    @Test
    void noticesADecisionThatIsNotRepeatable() {
        AtomicLong source = new AtomicLong();
        failure(new Account(
                        (state, command, context) -> Decision.events(new Deposited(source.incrementAndGet())), KEEP))
                .hasMessage("""
                        Deciding account.deposit.v1 twice from the same start gave two results (- first, + second):
                          account.deposited.v1
                        -   amount: 1
                        +   amount: 2
                        Take time and ids from the context, never from a clock or a random source.""");
    }

    @Test
    void noticesAFoldThatIsNotRepeatable() {
        AtomicLong source = new AtomicLong();
        failure(new Account(
                        DEPOSIT,
                        (state, event, context) ->
                                new AccountState("ada", source.incrementAndGet(), Instant.EPOCH, null)))
                .hasMessage("""
                        Evolving by account.deposited.v1 twice from the same start gave two results (- first, + second):
                          owner: "ada"
                        - balance: 1
                        + balance: 2
                          openedAt: "1970-01-01T00:00:00Z"
                          lastDepositAt: null
                        Take time and ids from the context, never from a clock or a random source.""");
    }

    @Test
    void letsThroughWhatADecisionThrows() {
        IllegalStateException thrown = new IllegalStateException("no luck");
        Decide<AccountState, Deposit> throwing = (state, command, context) -> {
            throw thrown;
        };
        assertThatThrownBy(() -> new Account(throwing, KEEP).fixture().when(new Deposit(5L)))
                .isSameAs(thrown);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(Account account) {
        return assertThatThrownBy(() -> account.fixture().when(new Deposit(5L))).isInstanceOf(AssertionError.class);
    }

    private static void set(@Nullable SpecificRecord record, String field, @Nullable Object value) {
        requireNonNull(record).put(record.getSchema().getField(field).pos(), value);
    }

    private static final class Account extends AggregateRoot<AccountState> {

        private Account(Decide<AccountState, Deposit> deposit, Evolve<AccountState, Deposited> deposited) {
            super("account", AccountState.class);
            command("deposit.v1", Deposit.class, deposit, Deposited.class, Opened.class);
            event("opened.v1", Opened.class, (state, event) -> account(event.getOwner()));
            event("deposited.v1", Deposited.class, deposited);
        }

        private AggregateFixture<AccountState> fixture() {
            return AggregateFixture.of(this).given(new Opened("ada"));
        }

        private static AccountState account(String owner) {
            return new AccountState(owner, 0L, Instant.EPOCH, null);
        }
    }
}
