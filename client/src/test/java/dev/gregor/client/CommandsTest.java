package dev.gregor.client;

import static dev.gregor.client.FakeInstance.answer;
import static dev.gregor.client.FakeInstance.cutOff;
import static dev.gregor.client.FakeInstance.json;
import static dev.gregor.client.FakeInstance.none;
import static dev.gregor.client.FakeInstance.problem;
import static dev.gregor.client.FakeInstance.stuck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.example.bank.BankAccount;
import com.example.bank.Deposit;
import com.example.bank.Open;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.message.MessageType;
import dev.gregor.position.Position;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final FakeInstance.Reply ACCEPTED = accepted(false);

    private static FakeInstance.Reply accepted(boolean replayed) {
        return json(
                "{\"aggregateId\":\"42\",\"version\":1,\"events\":[{\"id\":\"bank-account/42/1\",\"type\":\"bank-account.opened.v1\",\"version\":1}],\"replayed\":%s}"
                        .formatted(replayed),
                "ETag: \"1\"",
                "Gregor-Position: bank-account:0:7");
    }

    private static GregorClientBuilder client(FakeInstance... instances) {
        GregorClientBuilder builder = GregorClient.configure().aggregate(new BankAccount());
        Arrays.stream(instances).forEach(instance -> builder.baseUri(instance.url()));
        return builder;
    }

    private static CommandOutcome opened(GregorClientBuilder builder) {
        try (GregorClient gregor = builder.connect()) {
            return gregor.commands()
                    .send(BankAccount.class, "42", new Open("ann"))
                    .join();
        }
    }

    private static CommandOutcome sent(FakeInstance.Reply... replies) {
        try (FakeInstance instance = new FakeInstance(replies)) {
            return opened(client(instance));
        }
    }

    /** With a last reply that is none to the question. */
    private static CommandOutcome unanswered(FakeInstance.Reply... replies) {
        try (FakeInstance instance = new FakeInstance(replies)) {
            return opened(client(instance).timeout(Duration.ofMillis(500)));
        }
    }

    @Test
    void keepTheirIdUntilTheOutcomeIsKnown() {
        try (FakeInstance instance = new FakeInstance(
                problem(503, "unavailable", ""),
                none(),
                cutOff("application/json", "{\"aggregateId\":"),
                json("{\"aggregateId\":"),
                json("{\"aggregateId\":\"42\",\"version\":1,\"events\":[]}"),
                answer(502, "text/html", "<html>"),
                answer(200, "text/html", "<html>"),
                problem(500, "internal-error", ""),
                problem(504, "outcome-unknown", ""),
                accepted(true))) {

            CommandOutcome outcome = opened(client(instance, instance, instance, instance, instance));

            assertThat(outcome)
                    .isEqualTo(new Accepted(
                            "42",
                            1,
                            List.of(new RecordedEvent("bank-account/42/1", "bank-account.opened.v1", 1)),
                            new Position("bank-account", 0, 7),
                            true));
            assertThat(instance.requests()).hasSize(10);
            assertThat(instance.requests().stream().map(each -> each.header("Idempotency-Key")))
                    .doesNotContain("")
                    .containsOnly(instance.requests().get(0).header("Idempotency-Key"));
        }
    }

    @Test
    void areGivenUpAndSentAgainIfAnAnswerStopsInTheMiddle() {
        try (FakeInstance instance = new FakeInstance(stuck("{\"aggregateId\":"), ACCEPTED)) {
            CommandOutcome outcome = opened(client(instance).requestTimeout(Duration.ofMillis(300)));

            assertThat(outcome).isInstanceOf(Accepted.class);
            assertThat(instance.requests()).hasSize(2);
        }
    }

    @Test
    void goToTheNextInstanceIfOneIsGone() {
        FakeInstance gone = new FakeInstance();
        gone.close();
        try (FakeInstance instance = new FakeInstance(ACCEPTED, ACCEPTED)) {
            assertThat(opened(client(gone, instance))).isInstanceOf(Accepted.class);
            assertThat(opened(client(instance, gone))).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void areUnavailableIfTheyWereCertainlyNotHandled() {
        FakeInstance gone = new FakeInstance();
        gone.close();

        try (FakeInstance busy = new FakeInstance(problem(503, "unavailable", "", "Retry-After: 60"))) {
            assertThat(opened(client(gone, busy)))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.detail())
                                    .startsWith("There is no time for another try within 60000 ms; http://127.0.0.1:"));
            assertThat(busy.requests()).hasSize(1);
        }
        assertThat(sent(problem(503, "not-ready", "", "Retry-After: 60"))).isInstanceOf(Unavailable.class);
        assertThat(sent(answer(401, "text/plain", "Who are you?")))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).endsWith("answered 401 'Who are you?'"));
    }

    @Test
    void areUnknownIfTheyMayHaveBeenHandled() {
        assertThat(unanswered(none())).isInstanceOf(Unknown.class);
        assertThat(unanswered(problem(504, "outcome-unknown", ""))).isInstanceOf(Unknown.class);
        assertThat(sent(none(), problem(404, "unknown-action", "")))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.detail())
                                .startsWith(
                                        "It may have been handled, though it was refused when it was sent again: "));
        assertThat(sent(none(), answer(401, "text/plain", ""))).isInstanceOf(Unknown.class);
    }

    @Test
    void endAsTheAggregateDecides() {
        assertThat(sent(problem(422, "rejected", ",\"code\":\"already-open\",\"version\":3,\"replayed\":true")))
                .isEqualTo(new Rejected("already-open", "A detail", 3, true));
        assertThat(
                        sent(
                                problem(
                                        412,
                                        "version-conflict",
                                        ",\"expectedVersion\":0,\"currentVersion\":2,\"replayed\":false,\"conflictingEvents\":[\"bank-account.opened.v1\"]")))
                .isEqualTo(new Conflict(0, 2, List.of("bank-account.opened.v1"), false));
        assertThat(sent(problem(422, "idempotency-key-reused", ""))).isInstanceOf(IdReused.class);
        assertThat(sent(problem(500, "command-failed", ""))).isEqualTo(new Failed(Failed.Reason.HANDLER, "A detail"));
        assertThat(sent(problem(413, "too-large", ""))).isEqualTo(new Failed(Failed.Reason.TOO_LARGE, "A detail"));
        assertThat(sent(problem(404, "unknown-action", "")))
                .isEqualTo(new Failed(Failed.Reason.UNREADABLE, "A title: A detail (404 /problems/unknown-action)"));
    }

    @Test
    void areSentWithTheirConditionsAndTrace() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (FakeInstance instance = new FakeInstance(ACCEPTED, ACCEPTED);
                GregorClient gregor = client(instance).connect()) {
            Command command = gregor.commands()
                    .command(BankAccount.class, "a/ä", new Deposit(500L))
                    .withId("one id")
                    .withCorrelationId("a chain");
            gregor.commands()
                    .send(command.withExpectedVersion(7)
                            .withNoneOfSince(5, MessageType.parse("bank-account.opened.v1"))
                            .withTrace(trace, "a=b"))
                    .join();
            gregor.commands().send(command.withExpectedVersion(0)).join();

            FakeInstance.Request first = instance.requests().get(0);
            assertThat(first.line())
                    .isEqualTo("POST /api/aggregates/bank-account/a%2F%C3%A4/commands/deposit%2Ev1 HTTP/1.1");
            assertThat(first.body()).isEqualTo("{\"cents\":500}");
            assertThat(first.headers())
                    .containsEntry("idempotency-key", "one id")
                    .containsEntry("x-correlation-id", "a chain")
                    .containsEntry("if-match", "\"7\"")
                    .containsEntry("gregor-unless-since", "5;bank-account.opened.v1")
                    .containsEntry("traceparent", trace)
                    .containsEntry("tracestate", "a=b")
                    .doesNotContainKey("if-none-match");
            assertThat(instance.requests().get(1).headers())
                    .containsEntry("if-none-match", "*")
                    .doesNotContainKey("if-match");
        }
    }

    @Test
    void areNotSentUnderAnIdThatAHeaderCannotCarry() {
        try (FakeInstance instance = new FakeInstance();
                GregorClient gregor = client(instance).connect()) {
            Command command = gregor.commands().command(BankAccount.class, "42", new Open("ann"));

            assertThatThrownBy(() -> gregor.commands().send(command.withId("é")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The command id 'é' cannot be sent");
            assertThatThrownBy(() -> gregor.commands().send(command.withCorrelationId(" a")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The correlation id ' a' cannot be sent");
            assertThat(instance.requests()).isEmpty();
        }
    }

    @Test
    void haveTheHeadersOfTheUserInEachTry() {
        AtomicInteger calls = new AtomicInteger();
        try (FakeInstance instance = new FakeInstance(problem(503, "unavailable", ""), ACCEPTED)) {
            CommandOutcome outcome = opened(client(instance).headers(() -> {
                if (calls.incrementAndGet() == 2) {
                    throw new IllegalStateException("no token now");
                }
                return Map.of("Authorization", "Bearer " + calls.get());
            }));

            assertThat(outcome).isInstanceOf(Accepted.class);
            assertThat(instance.requests().stream().map(each -> each.header("Authorization")))
                    .containsExactly("Bearer 1", "Bearer 3");
        }
    }

    @Test
    void waitForTheirTurnIfManyAreUnderWay() {
        try (FakeInstance instance = new FakeInstance(ACCEPTED);
                GregorClient gregor = client(instance).maxRequests(2).connect()) {
            List<CompletableFuture<CommandOutcome>> sent = Stream.generate(
                            () -> gregor.commands().send(BankAccount.class, "42", new Open("ann")))
                    .limit(20)
                    .toList();

            assertThat(sent).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Accepted.class));
        }
    }

    @Test
    void endWhenTheClientIsClosed() {
        try (FakeInstance silent = new FakeInstance(stuck("{"))) {
            GregorClient gregor = client(silent).connect();
            CompletableFuture<CommandOutcome> outcome =
                    gregor.commands().send(BankAccount.class, "42", new Open("ann"));
            await().until(() -> !silent.requests().isEmpty());
            gregor.close();

            assertThat(outcome.join()).isInstanceOf(Unknown.class);
            assertThat(gregor.commands()
                            .send(BankAccount.class, "42", new Open("ann"))
                            .join())
                    .isInstanceOf(Unavailable.class);
        }
    }
}
