package dev.gregor.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.projection.Change;
import dev.gregor.projection.Projection;
import dev.gregor.testing.bank.AccountState;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.parcels.Registered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What the fixture proves on each step without being asked, shown on read models that break one rule each. */
final class ProvedReadModelRulesTest {

    private static final AccountState ROW = new AccountState("ann", 0L, Instant.EPOCH, null);
    private static final Change<AccountState, Deposited> KEEP = (row, event) -> row == null ? ROW : row;

    @Test
    void acceptsAReadModelThatKeepsTheRules() {
        new Accounts(event -> List.of("ann"), KEEP)
                .fixture()
                .expectRows(Map.of("ann", ROW))
                .expectNothingParked();
    }

    @Test
    void refusesAnEventThatAvroCannotWrite() {
        assertThatThrownBy(() -> ProjectionFixture.of(new ParcelById()).given("1", new Registered()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Registered cannot be written as Avro: ");
    }

    @Test
    void refusesARowThatAvroCannotWrite() {
        failure((row, event) -> new AccountState()).hasMessageStartingWith("AccountState cannot be written as Avro: ");
    }

    @Test
    void refusesARowThatAvroReadsBackAsAnother() {
        Instant tooFine = Instant.parse("2026-01-01T00:00:00.123456Z");
        failure((row, event) -> new AccountState("ann", 0L, Instant.EPOCH, tooFine))
                .hasMessage("""
                        AccountState is another record when Avro has read it back (- written, + read):
                          owner: "ann"
                          balance: 0
                          openedAt: "1970-01-01T00:00:00Z"
                        - lastDepositAt: "2026-01-01T00:00:00.123456Z"
                        + lastDepositAt: "2026-01-01T00:00:00.123Z"
                        Give its fields values that their schema can hold.""");
    }

    @Test
    void noticesAChangeOfTheRowThatIsGiven() {
        failure((row, event) -> {
                    if (row != null) {
                        set(row, "balance", 5L);
                    }
                    return ROW;
                })
                .hasMessage("""
                        Changing a row by aggregate.deposited.v1 changed the AccountState that it was given (- before, + after):
                          owner: "ann"
                        - balance: 0
                        + balance: 5
                          openedAt: "1970-01-01T00:00:00Z"
                          lastDepositAt: null
                        Build a new record, such as by newBuilder(state), and leave the given one alone.""");
    }

    @Test
    void noticesAChangeOfTheEvent() {
        failure((row, event) -> {
                    set(event.data(), "amount", 0L);
                    return ROW;
                })
                .hasMessage("""
                        Changing a row by aggregate.deposited.v1 changed the Deposited that it was given (- before, + after):
                        - amount: 5
                        + amount: 0
                        Build a new record, such as by newBuilder(state), and leave the given one alone.""");
    }

    @Test
    void noticesAChangeThatIsNotRepeatable() {
        AtomicLong source = new AtomicLong();
        failure((row, event) -> new AccountState("ann", source.incrementAndGet(), Instant.EPOCH, null))
                .hasMessage("""
                        Changing a row by aggregate.deposited.v1 twice from the same start gave two results (- first, + second):
                          owner: "ann"
                        - balance: 1
                        + balance: 2
                          openedAt: "1970-01-01T00:00:00Z"
                          lastDepositAt: null
                        Take time and ids from the event, never from a clock or a random source.""");
    }

    @Test
    void noticesAKeyThatIsNotRepeatable() {
        AtomicLong source = new AtomicLong();
        failure(new Accounts(event -> List.of("ann", "" + source.incrementAndGet()), KEEP))
                .hasMessage("""
                        Finding the keys of aggregate.deposited.v1 twice from the same start gave two results (- first, + second):
                          ann
                        - 1
                        + 2
                        Take time and ids from the event, never from a clock or a random source.""");
    }

    @Test
    void noticesAKeyFunctionThatChangesTheEvent() {
        failure(new Accounts(
                        event -> {
                            set(event.data(), "amount", 0L);
                            return List.of("ann");
                        },
                        KEEP))
                .hasMessageStartingWith(
                        "Finding the keys of aggregate.deposited.v1 changed the Deposited that it was given");
    }

    @Test
    void letsThroughAFailureThatIsNotTheEvents() {
        TransientException thrown = new TransientException("no luck");
        assertThatThrownBy(() -> new Accounts(event -> List.of("ann"), (row, event) -> {
                            throw thrown;
                        })
                        .fixture()
                        .expectNoRow("ann"))
                .isSameAs(thrown);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(Change<AccountState, Deposited> change) {
        return failure(new Accounts(event -> List.of("ann"), change));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failure(Accounts accounts) {
        return assertThatThrownBy(() -> accounts.fixture().expectNothingParked())
                .isInstanceOf(AssertionError.class);
    }

    private static void set(SpecificRecord record, String field, Object value) {
        record.put(record.getSchema().getField(field).pos(), value);
    }

    private static final class Accounts extends Projection<AccountState> {

        private Accounts(
                Function<? super Event<Deposited>, List<String>> keys, Change<AccountState, Deposited> change) {
            super("accounts", 1, AccountState.class);
            onEach(Deposited.class, keys, change);
        }

        private ProjectionFixture<AccountState> fixture() {
            return ProjectionFixture.of(this).given("1", new Deposited(5L), new Deposited(5L));
        }
    }
}
