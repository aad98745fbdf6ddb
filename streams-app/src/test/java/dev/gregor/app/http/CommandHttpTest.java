package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.position.Position;
import dev.gregor.user.Register;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandHttpTest {

    private static final String JOHN = "{\"username\":\"john\",\"email\":\"john@example.com\"}";
    private static final Accepted ACCEPTED = new Accepted(
            "42",
            1,
            List.of(new RecordedEvent("user/42/1", "user.registered.v1", 1)),
            new Position("user", 3, 17),
            false);

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void answersAnAcceptedCommandWithVersionEventsAndPosition() {
        fakes.outcome = ACCEPTED;
        HttpResponse<String> response = client.command("register", JOHN);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("ETag")).contains("\"1\"");
        assertThat(response.headers().firstValue("Gregor-Position")).contains("user:3:17");
        assertThat(response.body())
                .isEqualTo("{\"aggregateId\":\"42\",\"version\":1,\"events\":[{\"id\":\"user/42/1\","
                        + "\"type\":\"user.registered.v1\",\"version\":1}],\"replayed\":false}");
        Command sent = fakes.sent.get(0);
        assertThat(sent.type()).hasToString("user.register.v1");
        assertThat(sent.data()).isEqualTo(new Register("john", "john@example.com"));
        assertThat(sent.expectedVersion()).isEqualTo(Command.ANY_VERSION);
        assertThat(sent.correlationId()).isEqualTo(sent.id());
    }

    @Test
    void headersBecomePartsOfTheCommand() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        client.command(
                "register.v1",
                JOHN,
                "If-Match",
                "\"7\"",
                "Idempotency-Key",
                "k1",
                "X-Correlation-Id",
                "c1",
                "traceparent",
                trace,
                "tracestate",
                "a=b");
        Command sent = fakes.sent.get(0);
        assertThat(sent.id()).isEqualTo("k1");
        assertThat(sent.correlationId()).isEqualTo("c1");
        assertThat(sent.expectedVersion()).isEqualTo(7);
        assertThat(sent.traceParent()).isEqualTo(trace);
        assertThat(sent.traceState()).isEqualTo("a=b");
    }

    @Test
    void ifNoneMatchExpectsThatThereIsNone() {
        client.command("register", JOHN, "If-None-Match", "*");
        assertThat(fakes.sent.get(0).expectedVersion()).isZero();
    }

    @Test
    void namesEventsThatMustNotHaveHappenedSince() {
        client.command("register", JOHN, "Gregor-Unless-Since", "5; user.renamed.v1, user.activated.v1");
        assertThat(fakes.sent.get(0).unlessSince()).hasToString("5;user.activated.v1,user.renamed.v1");
    }

    @Test
    void aMalformedTraceIsLeftOut() {
        client.command("register", JOHN, "traceparent", "garbage", "tracestate", "a=b");
        assertThat(fakes.sent.get(0).traceParent()).isNull();
        assertThat(fakes.sent.get(0).traceState()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, W/\"7\"",
        "If-Match, '\"7\", \"8\"'",
        "If-Match, 7",
        "If-Match, *",
        "If-None-Match, \"7\"",
        "Gregor-Unless-Since, 5",
        "Gregor-Unless-Since, 5; user.unheard-of.v1"
    })
    void refusesAPreconditionThatItCannotHold(String header, String value) {
        HttpResponse<String> response = client.command("register", JOHN, header, value);
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("field").asText()).isEqualTo(header);
        assertThat(json(response).path("value").asText()).isEqualTo(value);
        assertThat(fakes.sent).isEmpty();
    }

    @Test
    void anEmptyBodyIsACommandWithoutFields() {
        fakes.outcome = ACCEPTED;
        var request =
                client.request("/api/aggregates/user/42/commands/activate").POST(BodyPublishers.noBody());
        assertThat(client.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void namesTheFieldThatIsWrong() {
        HttpResponse<String> response = client.command("register", "{\"username\":7,\"email\":\"e\"}");
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("field").asText()).isEqualTo("username");
        assertThat(json(response).path("value").asText()).isEqualTo("7");
        assertThat(json(response).path("expected").asText()).isEqualTo("a string");
    }

    @Test
    void namesAllFieldsThatAreWrong() {
        HttpResponse<String> response = client.command("register", "{\"username\":7,\"emial\":\"e\"}");
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("errors").findValuesAsText("field"))
                .containsExactly("username", "email", "emial");
        assertThat(json(response).path("detail").asText())
                .contains("username", "'email' is missing", "did you mean email?");
    }

    @Test
    void showsTheBeginningOfALongValue() {
        HttpResponse<String> response =
                client.command("register", "{\"username\":[\"" + "x".repeat(500) + "\"],\"email\":\"e\"}");
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("value").asText()).hasSize(101).endsWith("…");
        assertThat(response.body()).hasSizeLessThan(1000);
    }

    @Test
    void saysWhereABodyIsNoJson() {
        HttpResponse<String> response = client.command("register", "{\n  \"username\": \"a\"");
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("line").asInt()).isEqualTo(2);
        assertThat(json(response).path("detail").asText())
                .contains("line 2, column ", ", expected ")
                .doesNotContain("Source", "`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void refusesABodyThatIsNestedTooDeep(String level) {
        HttpResponse<String> response = client.command("register", level.repeat(201));
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("detail").asText()).contains("deeper than 200 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "If-Match", "If-None-Match", "X-Correlation-Id", "Gregor-Unless-Since"})
    void refusesTwoLinesOfAHeaderThatHasOneValue(String header) {
        HttpResponse<String> response = client.command("register", JOHN, header, "\"1\"", header, "\"2\"");
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("field").asText()).isEqualTo(header);
        assertThat(fakes.sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"username\":",
                "{\"username\":\"a\",\"username\":\"b\",\"email\":\"e\"}",
                "{\"username\":\"a\",\"email\":\"e\"} x",
                "[]",
                "{\"username\":\"a\",\"email\":\"e\",\"more\":1}"
            })
    void refusesABodyThatIsNotOneSuchObject(String body) {
        problem(client.command("register", body), 400, "/problems/invalid-request");
    }

    @Test
    void anUnknownActionIsToldWhichThereAre() {
        HttpResponse<String> response = client.command("fly", "{}");
        problem(response, 404, "/problems/unknown-action");
        assertThat(response.body()).contains("\"register\"", "\"change-email\"");
    }

    @Test
    void anUnknownTypeIsToldWhichThereAre() {
        HttpResponse<String> response = client.get("/api/aggregates/usr/1");
        problem(response, 404, "/problems/unknown-aggregate-type");
        assertThat(json(response).path("known").get(0).asText()).isEqualTo("user");
    }

    @Test
    void refusesABodyOverTheLimit() {
        String large = "{\"username\":\"" + "x".repeat(Fakes.LIMIT) + "\",\"email\":\"e\"}";
        problem(client.command("register", large), 413, "/problems/too-large");
    }

    @Test
    void refusesABodyThatIsNotJson() {
        var request = client.request("/api/aggregates/user/42/commands/register", "Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(JOHN));
        problem(client.send(request), 415, "/problems/unsupported-media-type");
    }

    @Test
    void idsMayHoldAnythingPercentEncoded() {
        var request = client.request("/api/aggregates/user/a%2Fb%20%25%3B+%C3%BC/commands/activate")
                .POST(BodyPublishers.noBody());
        client.send(request);
        assertThat(fakes.sent.get(0).aggregateId()).isEqualTo("a/b %;+ü");
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        var request = client.request("/api/aggregates/user/" + "x".repeat(201) + "/commands/activate")
                .POST(BodyPublishers.noBody());
        HttpResponse<String> response = client.send(request);
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("field").asText()).isEqualTo("id");
    }

    @Test
    void answersAConflictWithBothVersions() {
        fakes.outcome = new Conflict(3, 7, List.of("user.renamed.v1"), true);
        HttpResponse<String> response = client.command("register", JOHN);
        problem(response, 412, "/problems/version-conflict");
        assertThat(json(response).path("expectedVersion").asLong()).isEqualTo(3);
        assertThat(json(response).path("currentVersion").asLong()).isEqualTo(7);
        assertThat(json(response).path("conflictingEvents")).hasToString("[\"user.renamed.v1\"]");
        assertThat(json(response).path("replayed").asBoolean()).isTrue();
    }

    @Test
    void answersARejectionWithTheCodeOfTheDomain() {
        fakes.outcome = new Rejected("invalid-email", "'x' is no e-mail address", 0, false);
        HttpResponse<String> response = client.command("register", JOHN);
        problem(response, 422, "/problems/rejected");
        assertThat(json(response).path("code").asText()).isEqualTo("invalid-email");
        assertThat(json(response).path("detail").asText()).isEqualTo("'x' is no e-mail address");
    }

    @Test
    void answersThatAKeyStandsForAnotherCommand() {
        fakes.outcome = new IdReused("k1", "The command id 'k1' stands for 'user.rename.v1'");
        HttpResponse<String> response = client.command("register", JOHN, "Idempotency-Key", "k1");
        problem(response, 422, "/problems/idempotency-key-reused");
        assertThat(json(response).path("detail").asText()).contains("user.rename.v1");
        assertThat(json(response).path("commandId").asText()).isEqualTo("k1");
    }

    @Test
    void answersAFailureByItsReason() {
        fakes.outcome = new Failed(Failed.Reason.HANDLER, "it threw");
        problem(client.command("register", JOHN), 500, "/problems/command-failed");
        fakes.outcome = new Failed(Failed.Reason.TOO_LARGE, "too large");
        problem(client.command("register", JOHN), 413, "/problems/too-large");
    }

    @Test
    void overloadIsToldWhenToComeBack() {
        fakes.outcome = new Unavailable("too many");
        HttpResponse<String> response = client.command("register", JOHN);
        problem(response, 503, "/problems/unavailable");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void anUnknownOutcomeNamesTheIdToRetryWith() {
        fakes.outcome = new Unknown("k9", "No outcome is known within 10000 ms");
        HttpResponse<String> response = client.command("register", JOHN, "Idempotency-Key", "k9");
        problem(response, 504, "/problems/outcome-unknown");
        assertThat(json(response).path("commandId").asText()).isEqualTo("k9");
    }

    @Test
    void isNotReadyUntilAllIsReady() {
        fakes.obstacle = "Kafka starts";
        HttpResponse<String> response = client.command("register", JOHN);
        problem(response, 503, "/problems/not-ready");
        assertThat(json(response).path("detail").asText()).startsWith("Kafka starts");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
    }

    static void problem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(response).path("type").asText()).isEqualTo(type);
        assertThat(json(response).path("status").asInt()).isEqualTo(status);
    }
}
