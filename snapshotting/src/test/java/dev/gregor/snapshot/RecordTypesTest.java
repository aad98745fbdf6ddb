package dev.gregor.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.Deposit;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Gift;
import dev.gregor.bank.Open;
import dev.gregor.bank.Opened;
import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.message.MessageHeaders;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordTypesTest {

    private final WriteSideHarness bank = new WriteSideHarness(SnapshotPolicy.amortised(), 0);

    @BeforeEach
    void open() {
        bank.send("7", "c0", "open", new Open("ann"));
        bank.events();
    }

    @AfterEach
    void close() {
        bank.close();
    }

    private void refuses(String action, SpecificRecord record, String problem) {
        OutcomeRecord outcome = bank.send("7", "c1", action, record);

        assertThat(outcome.getKind()).isEqualTo(OutcomeKind.UNREADABLE);
        assertThat(outcome.getDetail()).isEqualTo(problem);
        assertThat(bank.events()).isEmpty();
        assertThat(WriteSideHarness.header(bank.deadLetters().get(0), MessageHeaders.ERROR_MESSAGE))
                .isEqualTo(problem);
    }

    @Test
    void refusesTheRecordOfAnEventWithTheFieldsOfACommand() {
        refuses(
                "deposit",
                new Deposited(5L),
                "Header 'ce_type' is 'bank-account.deposit.v1', but the value is a dev.gregor.bank.Deposited, which is"
                        + " the record of 'bank-account.deposited.v1'; send header and record of one message");
    }

    @Test
    void refusesTheRecordOfAnotherEvent() {
        refuses(
                "open",
                new Opened("bob"),
                "Header 'ce_type' is 'bank-account.open.v1', but the value is a dev.gregor.bank.Opened, which is the"
                        + " record of 'bank-account.opened.v1'; send header and record of one message");
    }

    @Test
    void refusesTheRecordOfAnotherCommand() {
        refuses(
                "open",
                new Deposit(5L),
                "Header 'ce_type' is 'bank-account.open.v1', but the value is a dev.gregor.bank.Deposit, which is the"
                        + " record of 'bank-account.deposit.v1'; send header and record of one message");
    }

    @Test
    void takesARecordOfANameThatIsNoMessages() {
        assertThat(bank.send("7", "c1", "deposit", new Gift(5L)).getKind()).isEqualTo(OutcomeKind.ACCEPTED);
    }

    @Test
    void takesTheRecordThatAnEarlierVersionWroteForTheCommand() {
        bank.codec.register("bank-account.commands", "bank-account.deposit.v1", Deposited.getClassSchema());

        assertThat(bank.send("7", "c1", "deposit", new Deposited(5L)).getKind()).isEqualTo(OutcomeKind.ACCEPTED);
    }
}
