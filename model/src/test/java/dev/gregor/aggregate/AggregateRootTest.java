package dev.gregor.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposit;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Open;
import dev.gregor.bank.Opened;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AggregateRootTest {

    /** An account whose definition a test completes. */
    static final class Account extends AggregateRoot<AccountState> {

        Account(String type, Consumer<Account> definition) {
            super(type, AccountState.class);
            definition.accept(this);
        }

        Account(Consumer<Account> definition) {
            this("bank-account", definition);
        }

        static Account whole() {
            return new Account(account -> account.open().opened().deposit().deposited());
        }

        Account open() {
            command(
                    "open.v1",
                    Open.class,
                    (account, open) -> account == null
                            ? Decision.events(new Opened(open.getOwner()))
                            : Decision.reject("already-open", "It belongs to '" + account.getOwner() + "'"),
                    Opened.class);
            return this;
        }

        Account opened() {
            event("opened.v1", Opened.class, (account, opened) -> new AccountState(opened.getOwner(), 0L));
            return this;
        }

        Account deposit() {
            command(
                    "deposit.v1",
                    Deposit.class,
                    (account, deposit, context) -> Decision.events(new Deposited(deposit.getAmount())),
                    Deposited.class);
            return this;
        }

        Account deposited() {
            event(
                    "deposited.v1",
                    Deposited.class,
                    (account, deposited) -> account == null
                            ? null
                            : new AccountState(account.getOwner(), account.getBalance() + deposited.getAmount()));
            return this;
        }

        Account undeclared() {
            command("deposit.v1", Deposit.class, (account, deposit) -> Decision.events(new Deposited(1L)));
            return this;
        }

        Account misdeclared() {
            command(
                    "deposit.v1",
                    Deposit.class,
                    (account, deposit) -> Decision.events(new Deposited(1L)),
                    Opened.class);
            return this;
        }
    }

    @Test
    void refusesACommandThatEmitsAnEventItDoesNotEvolveBy() {
        assertThatThrownBy(() -> new Account(account -> account.open().opened().deposit()).definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessage(
                        "Aggregate dev.gregor.aggregate.AggregateRootTest$Account emits dev.gregor.bank.Deposited on"
                                + " 'bank-account.deposit.v1' but does not evolve by it; add event(\"<action>.v1\","
                                + " Deposited.class, ...)");
    }

    @Test
    void refusesTwoHandlersForACommand() {
        assertThatThrownBy(() -> new Account(account -> account.open().open()))
                .hasMessage(
                        "Aggregate dev.gregor.aggregate.AggregateRootTest$Account handles dev.gregor.bank.Open twice;"
                                + " keep one command(...) for it");
    }

    @Test
    void refusesADefinitionWithoutCommands() {
        assertThatThrownBy(() -> new Account(Account::opened).definition())
                .hasMessageEndingWith("handles no command; add command(\"<action>.v1\", ...) to its constructor");
    }

    @Test
    void refusesANameThatCannotBeATopic() {
        assertThatThrownBy(() -> new Account("Bank Account", Account::open))
                .hasMessageEndingWith(
                        "has a name that cannot be: 'Bank Account' is no aggregate type: expected up to 63"
                                + " lower-case letters, digits and hyphens");
    }

    @Test
    void refusesADecisionWithAnEventThatTheCommandDoesNotDeclare() {
        var account = new Account(each -> each.open().opened().misdeclared().deposited()).instance("7");

        assertThatThrownBy(() -> account.handle(new Deposit(1L)))
                .hasMessage("Command 'bank-account.deposit.v1' led to dev.gregor.bank.Deposited but declares [Opened];"
                        + " add the class to its command(...)");
    }

    @Test
    void letsACommandThatDeclaresNoEventsLeadToAnyOfTheAggregate() {
        var account = new Account(each -> each.open().opened().undeclared().deposited());

        assertThat(account.instance("7").handle(new Deposit(1L))).isEqualTo(Decision.events(new Deposited(1L)));
        assertThat(account.definition().commandOf("deposit").orElseThrow().emits())
                .containsExactlyInAnyOrder(Opened.class, Deposited.class);
    }

    @Test
    void findsTheNewestMajorOfACommandUnlessOneIsNamed() {
        var definition = Account.whole().definition();

        assertThat(definition.commandOf("open").orElseThrow().type()).hasToString("bank-account.open.v1");
        assertThat(definition.commandOf("open.v1")).isPresent();
        assertThat(definition.commandOf("open.v2")).isEmpty();
    }

    @Test
    void worksWithoutKafkaOnHistoryAndCommands() {
        var account = Account.whole().instance("7", List.of(new Opened("ann"), new Deposited(5L)));

        assertThat(account.handle(new Deposit(10L))).isEqualTo(Decision.events(new Deposited(10L)));

        assertThat(account.version()).isEqualTo(3);
        assertThat(account.state()).isEqualTo(new AccountState("ann", 15L));
        assertThat(account.uncommittedEvents()).containsExactly(new Deposited(10L));
        account.markCommitted();
        assertThat(account.uncommittedEvents()).isEmpty();
        assertThat(account.version()).isEqualTo(3);
    }

    @Test
    void leavesAnInstanceAsItIsWhenACommandIsRefused() {
        var account = Account.whole().instance("7", List.of(new Opened("ann")));

        assertThat(account.handle(new Open("bob"))).isEqualTo(Decision.reject("already-open", "It belongs to 'ann'"));
        assertThat(account.version()).isEqualTo(1);
        assertThat(account.uncommittedEvents()).isEmpty();
    }

    @Test
    void neverDecidesBeforeTheLastEvent() {
        Instant noon = Instant.parse("2026-01-31T12:00:00Z");
        var account = Account.whole().instance("7").at(Clock.fixed(noon, ZoneOffset.UTC));
        account.handle(new Open("ann"));

        account.at(Clock.fixed(noon.minus(Duration.ofHours(1)), ZoneOffset.UTC));

        assertThat(account.handle(new Deposit(1L))).isInstanceOf(Decision.Accepted.class);
        assertThat(account.version()).isEqualTo(2);
    }
}
