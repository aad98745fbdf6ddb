package dev.gregor.app.http.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.message.MessageType;
import dev.gregor.user.Activate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchWindowTest {

    private static final CommandOutcome REJECTED = new Rejected("no", "It is not to be", 0, false);

    private final List<CompletableFuture<CommandOutcome>> sent = new ArrayList<>();
    private final AtomicInteger arrivals = new AtomicInteger();
    private @Nullable CommandOutcome atOnce;
    private final BatchWindow window =
            new BatchWindow(this::send, new WaitingRequests(Duration.ZERO), arrivals::incrementAndGet);

    private CompletableFuture<CommandOutcome> send(Command command) {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        if (atOnce != null) {
            return CompletableFuture.completedFuture(atOnce);
        }
        sent.add(outcome);
        return outcome;
    }

    private static Command command(String id) {
        return Command.of(MessageType.parse("user.activate.v1"), id, new Activate());
    }

    private List<Integer> answered() {
        List<Integer> statuses = new ArrayList<>();
        for (Reply next = window.answer(); next != null; next = window.answer()) {
            statuses.add(next.status());
        }
        return statuses;
    }

    @Test
    void answersInTheOrderOfSending() {
        IntStream.range(0, 3).forEach(each -> window.send(command("" + each)));
        sent.get(2).complete(REJECTED);
        sent.get(1).complete(new Unavailable("too many"));
        assertThat(answered()).isEmpty();
        sent.get(0).complete(REJECTED);
        assertThat(answered()).containsExactly(422, 503, 422);
        assertThat(arrivals).hasValue(3);
    }

    @Test
    void isFullWhileManyAreNotAnswered() {
        IntStream.range(0, 250).forEach(each -> window.send(command("" + each)));
        assertThat(window.isFull()).isTrue();
        sent.get(1).complete(REJECTED);
        assertThat(answered()).isEmpty();
        assertThat(window.isFull()).isTrue();
        sent.get(0).complete(REJECTED);
        assertThat(answered()).hasSize(2);
        assertThat(window.isFull()).isFalse();
    }

    @Test
    void keepsACommandThatIsRefusedWhileOthersAreUnderWay() {
        window.send(command("1"));
        atOnce = new Unavailable("too many");
        assertThat(window.send(command("2"))).isFalse();
        assertThat(window.taken()).isOne();
        sent.get(0).complete(REJECTED);
        atOnce = null;
        assertThat(window.send(command("2"))).isTrue();
        assertThat(answered()).containsExactly(422);
    }

    @Test
    void answersACommandThatIsRefusedWhileNoneIsUnderWay() {
        atOnce = new Unavailable("too many");
        assertThat(window.send(command("1"))).isTrue();
        assertThat(answered()).containsExactly(503);
    }

    @Test
    void sendsNoOtherCommandToAnAggregateAfterOneWhoseOutcomeIsUnknown() {
        IntStream.range(0, 2).forEach(each -> window.send(command("1")));
        sent.get(0).complete(new Unknown("k1", "No outcome is known"));
        window.send(command("1"));
        window.send(command("2"));
        assertThat(sent).hasSize(3);
        sent.get(1).complete(REJECTED);
        sent.get(2).complete(REJECTED);
        assertThat(answered()).containsExactly(504, 422, 503, 422);
    }

    @Test
    void answersAMistakeAsSuch() {
        window.send(command("1"));
        sent.get(0).completeExceptionally(new IllegalStateException("a mistake"));
        assertThat(answered()).containsExactly(500);
    }
}
