package dev.gregor.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.Deposit;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.message.MessageType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LocalRepliesTest {

    private static final Sender HERE = new Sender(1, 1);
    private static final Sender ELSEWHERE = new Sender(2, 1);
    private static final Command COMMAND = Command.of(MessageType.parse("account.deposit.v1"), "7", new Deposit(1L))
            .withId("c1");

    private final PendingCommands pending = new PendingCommands();
    private final PendingCommands.Waiter waiter = new PendingCommands.Waiter(COMMAND, HERE, 0);
    private final LocalReplies replies = new LocalReplies();

    @Test
    void answersWhoWaitsHereWhenToldTo() {
        open();

        Runnable answer = replies.answer(reply(HERE, "c1")).orElseThrow();
        assertThat(waiter.future).isNotDone();
        answer.run();

        assertThat(waiter.future).isCompletedWithValue(new Rejected("code", "detail", 4, true));
    }

    @Test
    void leavesOthersToTheTopic() {
        open();

        assertThat(replies.answer(reply(ELSEWHERE, "c1"))).isEmpty();
        assertThat(replies.answer(reply(null, "c1"))).isEmpty();
        assertThat(replies.answer(reply(HERE, "c2"))).isEmpty();
        assertThat(replies.answer(reply(new Sender(1, 2), "c1"))).isEmpty();
    }

    @Test
    void leavesAllToTheTopicWithoutAGateway() {
        assertThat(replies.answer(reply(HERE, "c1"))).isEmpty();
        open().run();
        assertThat(replies.answer(reply(HERE, "c1"))).isEmpty();
    }

    @Test
    void keepsTheGatewayThatCameAfterTheOneThatCloses() {
        Runnable closeFirst =
                replies.open(ELSEWHERE.gateway(), new ReplyCompleter(new PendingCommands()), Runnable::run);
        open();
        closeFirst.run();

        assertThat(replies.answer(reply(HERE, "c1"))).isPresent();
    }

    private Runnable open() {
        pending.add(waiter);
        return replies.open(HERE.gateway(), new ReplyCompleter(pending), Runnable::run);
    }

    private CommandReply reply(@Nullable Sender sender, String commandId) {
        OutcomeRecord outcome = OutcomeRecord.newBuilder()
                .setKind(OutcomeKind.REJECTED)
                .setVersion(4)
                .setPartition(0)
                .setSequence(9)
                .setCode("code")
                .setDetail("detail")
                .build();
        byte[] header = sender == null ? null : sender.header();
        return new CommandReply("account", "7", commandId, () -> outcome, true, header);
    }
}
