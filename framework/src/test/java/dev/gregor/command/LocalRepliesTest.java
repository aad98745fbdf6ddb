package dev.gregor.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SchemaCatalog;
import dev.gregor.bank.Deposit;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.message.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalRepliesTest {

    private static final String TOPIC = "gregor.replies";
    private static final byte[] HERE = {1};
    private static final byte[] ELSEWHERE = {2};
    private static final Command COMMAND = Command.of(MessageType.parse("account.deposit.v1"), "7", new Deposit(1L))
            .withId("c1");

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final PendingCommands pending = new PendingCommands();
    private final PendingCommands.Waiter waiter = new PendingCommands.Waiter(COMMAND, 0);
    private final LocalReplies replies = new LocalReplies();

    @Test
    void answersWhoWaitsHereWhenToldTo() {
        open();

        Runnable answer = replies.answer(HERE, reply("c1")).orElseThrow();
        assertThat(waiter.future).isNotDone();
        answer.run();

        assertThat(waiter.future).isCompletedWithValue(new Rejected("code", "detail", 4, true));
    }

    @Test
    void leavesOthersToTheTopic() {
        open();

        assertThat(replies.answer(ELSEWHERE, reply("c1"))).isEmpty();
        assertThat(replies.answer(null, reply("c1"))).isEmpty();
        assertThat(replies.answer(HERE, reply("c2"))).isEmpty();
    }

    @Test
    void leavesAllToTheTopicWithoutAGateway() {
        assertThat(replies.answer(HERE, reply("c1"))).isEmpty();
        open().run();
        assertThat(replies.answer(HERE, reply("c1"))).isEmpty();
    }

    @Test
    void keepsTheGatewayThatCameAfterTheOneThatCloses() {
        Runnable closeFirst =
                replies.open(ELSEWHERE, new ReplyDesk(TOPIC, codec, new PendingCommands()), Runnable::run);
        open();
        closeFirst.run();

        assertThat(replies.answer(HERE, reply("c1"))).isPresent();
    }

    private Runnable open() {
        pending.add(waiter);
        return replies.open(HERE, new ReplyDesk(TOPIC, codec, pending), Runnable::run);
    }

    private Reply reply(String commandId) {
        OutcomeRecord outcome = new OutcomeRecord(
                OutcomeKind.REJECTED, 4L, List.of(), -1L, List.of(), 0, 9L, "code", "detail", List.of());
        return new Reply("account", "7", commandId, codec.encode(TOPIC, outcome), true);
    }
}
