package dev.gregor.command.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.Deposit;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.message.MessageType;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {

    private static final CommandOutcome OUTCOME = new CommandOutcome.Rejected("code", "detail", 1, false);
    private static final Command COMMAND = Command.of(MessageType.parse("account.deposit.v1"), "7", new Deposit(1L))
            .withId("c1");
    private static final String KEY = PendingCommands.key("account", "7", "c1");

    private final PendingCommands pending = new PendingCommands();

    @Test
    void givesRepliesToThoseWhoWaitForOneIdInTheOrderOfSending() {
        var first = waiter(1, 0);
        var second = waiter(2, 0);
        pending.add(first);
        pending.add(second);

        pending.complete(requireNonNull(pending.first(KEY)), OUTCOME);

        assertThat(first.future).isCompletedWithValue(OUTCOME);
        assertThat(second.future).isNotDone();
        assertThat(pending.first(KEY)).isSameAs(second);
        assertThat(pending.size()).isEqualTo(1);
    }

    private static PendingCommands.Waiter waiter(long number, long deadline) {
        return new PendingCommands.Waiter(COMMAND, new Sender(1, number), deadline);
    }

    @Test
    void givesAReplyToTheSendingThatItIsForWhateverCameFirst() {
        var first = waiter(1, 0);
        var second = waiter(2, 0);
        pending.add(first);
        pending.add(second);

        assertThat(pending.waiter(KEY, new Sender(1, 2))).isSameAs(second);
        assertThat(pending.waiter(KEY, new Sender(1, 1))).isSameAs(first);
        assertThat(pending.waiter(KEY, null)).isSameAs(first);
        assertThat(pending.waiter(KEY, new Sender(2, 1))).isNull();
        assertThat(pending.waiter(KEY, new Sender(1, 3))).isNull();
    }

    @Test
    void endsTheWaitOfThoseWhoseTimeIsUp() {
        var late = waiter(1, 100);
        var early = waiter(2, 200);
        pending.add(late);
        pending.add(early);

        pending.expire(150, "too late");

        assertThat(late.future).isCompletedWithValue(new CommandOutcome.Unknown("c1", "too late"));
        assertThat(early.future).isNotDone();
        assertThat(pending.first(KEY)).isSameAs(early);
    }

    @Test
    void holdsNothingOnceAllAreAnswered() {
        var waiter = waiter(1, 0);
        pending.add(waiter);
        pending.complete(waiter, OUTCOME);
        pending.complete(waiter, OUTCOME);

        assertThat(pending.first(KEY)).isNull();
        assertThat(pending.size()).isZero();
    }
}
