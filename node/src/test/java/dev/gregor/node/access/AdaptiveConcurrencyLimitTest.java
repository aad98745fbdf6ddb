package dev.gregor.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.message.MessageType;
import dev.gregor.user.Deactivate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdaptiveConcurrencyLimitTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Command COMMAND =
            Command.of(MessageType.parse("user.deactivate.v1"), "ann", new Deactivate("moved"));

    private final List<CompletableFuture<CommandOutcome>> sent = new ArrayList<>();
    private long now;
    private final AdaptiveConcurrencyLimit commands = new AdaptiveConcurrencyLimit(this::send, TIMEOUT, () -> now);

    private CompletableFuture<CommandOutcome> send(Command command) {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        sent.add(outcome);
        return outcome;
    }

    @Test
    void refusesAtOnceWhatIsMoreThanAColdProcessAnswers() {
        assertThat(admitted(AdaptiveConcurrencyLimit.MIN + 10)).isEqualTo(AdaptiveConcurrencyLimit.MIN);
    }

    @Test
    void takesMoreTheMoreItAnswersPromptly() {
        admitted(AdaptiveConcurrencyLimit.MIN);
        answerAfter(TIMEOUT.dividedBy(4));

        int then = admitted(10 * AdaptiveConcurrencyLimit.MIN);

        assertThat(then)
                .isBetween(
                        AdaptiveConcurrencyLimit.MIN + AdaptiveConcurrencyLimit.MIN / 3,
                        2 * AdaptiveConcurrencyLimit.MIN);
    }

    @Test
    void takesNoMoreForHavingBeenIdle() {
        for (int alone = 0; alone < 10 * AdaptiveConcurrencyLimit.MIN; alone++) {
            admitted(1);
            answerAfter(Duration.ofMillis(1));
        }

        assertThat(admitted(2 * AdaptiveConcurrencyLimit.MIN)).isEqualTo(AdaptiveConcurrencyLimit.MIN);
    }

    @Test
    void takesLessAgainWhenOutcomesAreLateButNeverTooLittle() {
        admitted(AdaptiveConcurrencyLimit.MIN);
        answerAfter(Duration.ofMillis(1));
        int before = admitted(10 * AdaptiveConcurrencyLimit.MIN);
        answerAfter(TIMEOUT.dividedBy(2));

        int after = admitted(10 * AdaptiveConcurrencyLimit.MIN);

        assertThat(after).isLessThan(before).isGreaterThanOrEqualTo(AdaptiveConcurrencyLimit.MIN);
    }

    @Test
    void takesNoMoreForWhatWasRefusedOnTheWay() {
        for (int round = 0; round < 3; round++) {
            admitted(AdaptiveConcurrencyLimit.MIN);
            answer(new Unavailable("too many"));
        }

        assertThat(admitted(2 * AdaptiveConcurrencyLimit.MIN)).isEqualTo(AdaptiveConcurrencyLimit.MIN);
    }

    @Test
    void countsNoCommandThatCouldNotBeSent() {
        var broken = new AdaptiveConcurrencyLimit(
                command -> {
                    throw new IllegalStateException("broken");
                },
                TIMEOUT,
                () -> now);

        for (int each = 0; each < 2 * AdaptiveConcurrencyLimit.MIN; each++) {
            assertThat(broken.send(COMMAND)).isCompletedExceptionally();
        }
    }

    /** How many of so many are sent. */
    private int admitted(int count) {
        int before = sent.size();
        for (int each = 0; each < count; each++) {
            CompletableFuture<CommandOutcome> outcome = commands.send(COMMAND);
            if (outcome.isDone()) {
                assertThat(outcome.join()).isInstanceOf(Unavailable.class);
            }
        }
        return sent.size() - before;
    }

    private void answerAfter(Duration wait) {
        now += wait.toNanos();
        answer(new Rejected("code", "detail", 1, false));
    }

    private void answer(CommandOutcome outcome) {
        List<CompletableFuture<CommandOutcome>> answered = List.copyOf(sent);
        sent.clear();
        answered.forEach(each -> each.complete(outcome));
    }
}
