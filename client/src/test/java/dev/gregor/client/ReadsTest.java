package dev.gregor.client;

import static dev.gregor.client.FakeInstance.answer;
import static dev.gregor.client.FakeInstance.json;
import static dev.gregor.client.FakeInstance.none;
import static dev.gregor.client.FakeInstance.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.bank.AccountsByOwner;
import com.example.bank.BankAccount;
import com.example.bank.Deposit;
import com.example.bank.Open;
import com.example.bank.Opened;
import com.example.bank.OwnerRow;
import dev.gregor.client.problem.Problem;
import dev.gregor.client.problem.ProblemException;
import dev.gregor.client.problem.UnansweredException;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.Event;
import dev.gregor.position.Position;
import dev.gregor.projection.query.RowRange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadsTest {

    private static final FakeInstance.Reply ROW = json("{\"key\":\"ann\",\"value\":{\"accounts\":2}}");

    private static <T> T asked(FakeInstance instance, Function<GregorClient, CompletableFuture<T>> question) {
        try (GregorClient gregor = client(instance)) {
            return question.apply(gregor).join();
        }
    }

    private static GregorClient client(FakeInstance instance) {
        return GregorClient.configure()
                .baseUri(instance.url() + "/")
                .aggregate(new BankAccount())
                .projection(new AccountsByOwner())
                .connect();
    }

    private static <T> T answered(FakeInstance.Reply reply, Function<GregorClient, CompletableFuture<T>> question) {
        try (FakeInstance instance = new FakeInstance(reply)) {
            return asked(instance, question);
        }
    }

    private static CompletableFuture<Optional<OwnerRow>> ann(GregorClient gregor) {
        return gregor.queries().get(AccountsByOwner.class, "ann");
    }

    @Test
    void areRepeatedUntilThereIsAnAnswer() {
        try (FakeInstance instance = new FakeInstance(
                none(),
                problem(503, "unavailable", ""),
                problem(504, "not-caught-up", ",\"position\":\"bank-account:0:7\""),
                json("{\"key\":\"ann\"}"),
                ROW)) {

            Optional<OwnerRow> row = asked(
                    instance,
                    gregor -> gregor.queries().get(AccountsByOwner.class, "ann", new Position("bank-account", 0, 7)));

            assertThat(row).contains(new OwnerRow(2L));
            assertThat(instance.requests())
                    .extracting(FakeInstance.Request::line)
                    .containsOnly("GET /api/projections/accounts-by-owner/ann HTTP/1.1");
            assertThat(instance.requests().stream().map(each -> each.header("Gregor-Position")))
                    .containsOnly("bank-account:0:7");
        }
    }

    @Test
    void endWithTheProblemThatWasAnswered() {
        assertThatThrownBy(() -> answered(problem(504, "not-caught-up", ",\"paused\":true"), ReadsTest::ann))
                .cause()
                .isInstanceOfSatisfying(
                        UnansweredException.class,
                        e -> assertThat(e.problem().orElseThrow().type()).isEqualTo("/problems/not-caught-up"));
        assertThatThrownBy(() -> answered(problem(503, "unavailable", "", "Retry-After: 60"), ReadsTest::ann))
                .cause()
                .isInstanceOfSatisfying(
                        UnansweredException.class,
                        e -> assertThat(e.problem().orElseThrow())
                                .extracting(Problem::title, Problem::status, Problem::detail)
                                .containsExactly("A title", 503, "A detail"));
        assertThatThrownBy(() -> answered(problem(404, "unknown-projection", ",\"known\":[\"a\"]"), ReadsTest::ann))
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().body()).contains("\"known\":[\"a\"]"));
        assertThatThrownBy(() -> answered(answer(401, "text/plain", "Who?"), ReadsTest::ann))
                .cause()
                .isInstanceOf(PermanentException.class)
                .hasMessageEndingWith("answered 401 'Who?'");
        assertThat(answered(problem(404, "row-not-found", ""), ReadsTest::ann)).isEmpty();
    }

    @Test
    void askEachInstanceOnceForAnEventThatOneDoesNotKnow() {
        try (FakeInstance instance = new FakeInstance(problem(500, "unknown-event", ""))) {
            assertThatThrownBy(() -> asked(instance, gregor -> gregor.events().state(BankAccount.class, "42")))
                    .cause()
                    .isInstanceOf(ProblemException.class);
            assertThat(instance.requests()).hasSize(1);
        }
    }

    @Test
    void leaveOutWhatTheClassDoesNotHave() {
        FakeInstance.Reply newer = json("{\"key\":\"ann\",\"value\":{\"accounts\":2,\"cents\":5},\"more\":1}");

        assertThat(answered(newer, ReadsTest::ann)).contains(new OwnerRow(2L));
        assertThatThrownBy(() -> answered(json("{\"key\":\"ann\",\"value\":{\"accounts\":\"two\"}}"), ReadsTest::ann))
                .cause()
                .isInstanceOf(PermanentException.class)
                .hasMessageStartingWith("Row 'ann' of 'accounts-by-owner' is no com.example.bank.OwnerRow: ");
    }

    @Test
    void askForARowWhosePathIsTakenByAPage() {
        try (FakeInstance instance = new FakeInstance(
                json("{\"rows\":[{\"key\":\"parked\",\"value\":{\"accounts\":2}}],\"cursor\":null}"))) {
            Optional<OwnerRow> row = asked(instance, gregor -> gregor.queries().get(AccountsByOwner.class, "parked"));

            assertThat(row).contains(new OwnerRow(2L));
            assertThat(instance.requests().get(0).line())
                    .isEqualTo("GET /api/projections/accounts-by-owner?from=parked&limit=1 HTTP/1.1");
        }
    }

    @Test
    void passOnWhichRowsAreMeant() {
        RowRange range = RowRange.all()
                .withFrom("a&b")
                .withTo("z")
                .withPrefix("a")
                .withLimit(7)
                .withDescending(true);
        try (FakeInstance instance = new FakeInstance(json("{\"rows\":[],\"cursor\":null,\"count\":3}"))) {
            long count =
                    asked(instance, gregor -> gregor.queries().count(AccountsByOwner.class, range.withCursor("YQ")));
            assertThat(count).isEqualTo(3);
            asked(instance, gregor -> gregor.queries().page(AccountsByOwner.class, range.withCursor("YQ")));

            assertThat(instance.requests())
                    .extracting(FakeInstance.Request::line)
                    .containsExactly(
                            "GET /api/projections/accounts-by-owner?from=a%26b&to=z&prefix=a&order=desc&limit=1&count=true HTTP/1.1",
                            "GET /api/projections/accounts-by-owner?from=a%26b&to=z&prefix=a&order=desc&limit=7&cursor=YQ HTTP/1.1");
        }
    }

    @Test
    void readLongHistoriesInParts() {
        try (FakeInstance instance = new FakeInstance(history(1, 1000, "1001"), history(1001, 1500, "null"))) {
            List<Event<?>> events =
                    asked(instance, gregor -> gregor.events().history(BankAccount.class, "42", 1, 1700));
            assertThat(events)
                    .hasSize(1500)
                    .allSatisfy(event -> assertThat(event.data()).isEqualTo(new Opened("ann")));
            assertThat(instance.requests())
                    .extracting(FakeInstance.Request::line)
                    .containsExactly(
                            "GET /api/aggregates/bank-account/42/events?from=1&limit=1000 HTTP/1.1",
                            "GET /api/aggregates/bank-account/42/events?from=1001&limit=700 HTTP/1.1");
        }
    }

    private static FakeInstance.Reply history(int from, int to, String next) {
        String events = IntStream.rangeClosed(from, to)
                .mapToObj(version -> event("bank-account.opened.v1", version))
                .collect(Collectors.joining(","));
        return json("{\"events\":[%s],\"next\":%s}".formatted(events, next));
    }

    private static String event(String type, int version) {
        return "{\"id\":\"bank-account/42/%d\",\"type\":\"%s\",\"version\":%d,\"time\":\"2026-01-31T10:00:00Z\",\"correlationId\":\"c\",\"causationId\":\"d\",\"data\":{\"owner\":\"ann\"}}"
                .formatted(version, type, version);
    }

    @Test
    void endAtAnEventThatTheClassDoesNotKnow() {
        FakeInstance.Reply newer =
                json("{\"events\":[%s],\"next\":null}".formatted(event("bank-account.frozen.v1", 1)));

        assertThatThrownBy(() -> answered(newer, gregor -> gregor.events().history(BankAccount.class, "42", 1, 10)))
                .cause()
                .isInstanceOfSatisfying(UnreadableEventException.class, e -> {
                    assertThat(e.isUnknown()).isTrue();
                    assertThat(e).hasMessageStartingWith("Event 'bank-account/42/1' ('bank-account.frozen.v1') cannot");
                });
    }

    @Test
    void askForEventsUpToTheLastCommandOfTheClient() {
        FakeInstance.Reply accepted = json(
                "{\"aggregateId\":\"42\",\"version\":1,\"events\":[],\"replayed\":false}",
                "Gregor-Position: bank-account:3:7");
        try (FakeInstance instance = new FakeInstance(
                        accepted, json("{\"version\":1,\"time\":\"2026-01-31T10:00:00Z\",\"state\":null}"));
                GregorClient gregor = client(instance)) {
            gregor.commands().send(BankAccount.class, "42", new Open("ann")).join();

            assertThat(gregor.events().version(BankAccount.class, "42").join()).isOne();
            assertThat(instance.requests().get(1).headers()).containsEntry("gregor-position", "bank-account:3:7");
        }
    }

    @Test
    void refuseWhatTheClientWasNotToldOf() {
        try (FakeInstance instance = new FakeInstance();
                GregorClient gregor =
                        GregorClient.configure().baseUri(instance.url()).connect()) {
            assertThatThrownBy(() -> gregor.queries().get(AccountsByOwner.class, "ann"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The client does not know com.example.bank.AccountsByOwner; add projection(new AccountsByOwner()) to its configuration");
            assertThatThrownBy(() -> gregor.commands().send(BankAccount.class, "42", new Deposit(1L)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> GregorClient.configure().connect()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> GregorClient.configure().baseUri("localhost:8080"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'localhost:8080' is no base URI, expected one such as http://127.0.0.1:8080");
    }
}
