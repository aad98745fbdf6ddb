package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.security.ApiKey;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.position.Position;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers with keys and tokens may do. */
class SecurityTest {

    private static final String BATCH = """
            {"aggregateType": "user", "aggregateId": "acme:1", "type": "activate"}
            {"aggregateType": "user", "aggregateId": "acme2:1", "type": "activate"}
            """;

    @TempDir
    private Path folder;

    private final ApiKey ann = ApiKey.random();
    private final ApiKey registrar = ApiKey.random();

    @SuppressWarnings("NullAway.Init")
    private Secured secured;

    private Secured start(int callerRate) {
        String keys =
                Secured.key(ann, "ann", "acme", "writer") + ',' + Secured.key(registrar, "front", "acme", "registrar");
        secured = new Secured(folder, keys, callerRate);
        secured.fakes.outcome = new CommandOutcome.Accepted("acme:1", 1, List.of(), new Position("user", 3, 8), false);
        return secured;
    }

    @AfterEach
    void close() {
        secured.close();
    }

    @Test
    void anEventSaysWhoHasSentItsCommand() {
        start(0);
        assertThat(secured.register("acme:1", ann.text()).statusCode()).isEqualTo(200);
        assertThat(secured.register("acme:1", secured.token("tom", "acme", "writer"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(secured.fakes.sent).extracting(Command::actor).containsExactly("ann", "tom");
    }

    @Test
    void aMessageSaysOfWhichTenantItIs() {
        start(0);
        String tom = secured.token("tom", "acme", "publisher");
        assertThat(publish("", tom).statusCode()).isEqualTo(200);
        assertThat(publish("\"tenant\":\"acme\",\"team\":\"a\"", tom).statusCode())
                .isEqualTo(200);
        problem(publish("\"tenant\":\"other\"", tom), 403, "/problems/forbidden");
        problem(publish("\"Tenant\":\"other\"", tom), 403, "/problems/forbidden");
        problem(publish("", secured.token("eve", "", "publisher")), 403, "/problems/forbidden");
        assertThat(secured.fakes.messaging.published)
                .extracting(each -> each.get(0).headers())
                .containsExactly(
                        Map.of("ce_actor", "tom", "tenant", "acme"),
                        Map.of("ce_actor", "tom", "tenant", "acme", "team", "a"));
    }

    private HttpResponse<String> publish(String headers, String credentials) {
        return secured.post("/api/topics/user-events", """
                {"type": "user.registered.v1", "key": "1", "headers": {%s},
                 "data": {"username": "john", "email": "john@example.com"}}""".formatted(headers), credentials);
    }

    @Test
    void aCommandIsAllowedByItsTypeAndAction() {
        start(0);
        assertThat(secured.register("acme:1", registrar.text()).statusCode()).isEqualTo(200);
        HttpResponse<String> refused =
                secured.post("/api/aggregates/user/acme:1/commands/activate.v1", "{}", registrar.text());
        problem(refused, 403, "/problems/forbidden");
        assertThat(json(refused).path("detail").asText()).contains("'front'", "user.activate");
        assertThat(secured.fakes.sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme2:1", "acme", "1", "ACME:1", "%20acme:1", "acme%253A1", "beta%2F..%2Facme:1"})
    void anAggregateOfAnotherTenantIsNotReached(String id) {
        start(0);
        problem(secured.register(id, ann.text()), 403, "/problems/forbidden");
        problem(secured.get("/api/aggregates/user/" + id, ann.text()), 403, "/problems/forbidden");
        problem(secured.get("/api/projections/user-by-id/" + id, ann.text()), 403, "/problems/forbidden");
        assertThat(secured.fakes.sent).isEmpty();
    }

    @Test
    void aTenantWithTheSeparatorInItsNameIsNone() {
        start(0);
        String token = secured.token("tom", "acme:eu", "writer");
        problem(secured.register("acme:eu:1", token), 403, "/problems/forbidden");
    }

    @Test
    void eachCommandOfABatchIsChecked() {
        start(0);
        HttpResponse<String> response = secured.client.send(secured.client
                .request(
                        "/api/commands",
                        "Authorization",
                        "Bearer " + ann.text(),
                        "Content-Type",
                        "application/x-ndjson")
                .POST(BodyPublishers.ofString(BATCH)));
        assertThat(response.body().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"status\":200"),
                        line -> assertThat(line).contains("\"status\":403"));
        assertThat(secured.fakes.sent).extracting(Command::aggregateId).containsExactly("acme:1");
    }

    @Test
    void aPageIsOfTheTenantOnly() {
        start(0);
        String rows = "/api/projections/user-by-id";
        HttpResponse<String> all = secured.get(rows, ann.text());
        problem(all, 403, "/problems/forbidden");
        assertThat(json(all).path("detail").asText()).contains("ask with ?prefix=acme:");
        problem(secured.get(rows + "?prefix=acme", ann.text()), 403, "/problems/forbidden");
        problem(secured.get(rows + "?prefix=&from=acme:", ann.text()), 403, "/problems/forbidden");
        assertThat(secured.get(rows + "?prefix=acme:4", ann.text()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenIsNoLongerGoodWhenItHasExpired() {
        start(0);
        String token = secured.token("tom", "acme", "writer");
        assertThat(secured.register("acme:1", token).statusCode()).isEqualTo(200);
        secured.clock.goOn(Duration.ofMinutes(62));
        HttpResponse<String> refused = secured.register("acme:1", token);
        problem(refused, 401, "/problems/unauthenticated");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(json(refused).path("detail").asText()).contains("Expired JWT");
    }

    @Test
    void changedRulesHoldFromThenOnAndMalformedOnesDoNot() {
        start(0);
        secured.write("{");
        secured.access.look();
        assertThat(secured.register("acme:1", ann.text()).statusCode()).isEqualTo(200);
        secured.write(secured.rules(Secured.key(ann, "ann", "acme", "reader")));
        secured.access.look();
        problem(secured.register("acme:1", ann.text()), 403, "/problems/forbidden");
        problem(secured.register("acme:1", registrar.text()), 401, "/problems/unauthenticated");
    }

    @Test
    void aCallerThatAsksTooOftenIsToldSoAndOthersAreNot() {
        start(2);
        assertThat(secured.get("/docs", ann.text()).statusCode()).isEqualTo(200);
        HttpResponse<String> tooMany = refused(() -> secured.get("/docs", ann.text()));
        problem(tooMany, 429, "/problems/too-many-requests");
        assertThat(tooMany.headers().firstValue("Retry-After")).contains("1");
        assertThat(secured.register("acme:1", registrar.text()).statusCode()).isEqualTo(200);
    }

    /** The first answer that is not 200, else the last one of many. */
    private static HttpResponse<String> refused(Supplier<HttpResponse<String>> asks) {
        HttpResponse<String> response = asks.get();
        for (int more = 1; more < 1000 && response.statusCode() == 200; more++) {
            response = asks.get();
        }
        return response;
    }

    @Test
    void anUnverifiedHeaderOfAnInstanceCountsAsAnyOther() {
        start(2);
        secured.write("{\"open\": [\"docs\"]}");
        secured.access.look();
        problem(
                refused(() -> secured.client.get("/docs", "Gregor-Caller", "x", "Gregor-Forwarded", "here:1")),
                429,
                "/problems/too-many-requests");
    }

    @Test
    void probesDoNotCount() {
        start(1);
        for (int each = 0; each < 20; each++) {
            assertThat(secured.client.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void ofTwoCredentialsNoneIsTakenOrTold() {
        start(0);
        HttpResponse<String> refused = secured.client.get(
                "/docs", "Authorization", "Bearer " + ann.text(), "Authorization", "Bearer " + registrar.text());
        problem(refused, 401, "/problems/unauthenticated");
        assertThat(refused.body()).doesNotContain(ann.text(), registrar.text());
    }

    @Test
    void theHeadOfAStreamIsForThoseWhoMayReadIt() {
        start(0);
        String all = secured.token("root", "", "admin");
        assertThat(head("/api/events", all)).isEqualTo(200);
        assertThat(head("/api/events", ann.text())).isEqualTo(403);
    }

    @Test
    void whoWantsLettersRetriedIsTheCaller() {
        start(0);
        secured.fakes.obstacle = "It is not ready";
        String retry = "/api/dead-letters/retry";
        String all = secured.token("root", "", "admin");
        assertThat(secured.post(retry, "", all).statusCode()).isEqualTo(503);
        assertThat(secured.post(retry + "?by=eve", "", all).statusCode()).isEqualTo(503);
    }

    private int head(String path, String credentials) {
        return secured.client
                .send(secured.client
                        .request(path, "Authorization", "Bearer " + credentials)
                        .method("HEAD", BodyPublishers.noBody()))
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"jwks_uri\":\":no\"", ",\"jwks_uri\":\"http://[\"", ",\"jwks_uri\":5"})
    void aProviderThatDoesNotSayWhereItsKeysAreIsATimeToComeBack(String instead) {
        start(0);
        secured.provider.saysInstead(instead);
        problem(secured.register("acme:1", secured.token("tom", "acme", "writer")), 503, "/problems/unavailable");
    }

    @Test
    void theKeysOfAProviderThatIsAwayAreGood() {
        start(0);
        assertThat(secured.register("acme:1", secured.token("tom", "acme", "writer"))
                        .statusCode())
                .isEqualTo(200);
        int reads = secured.provider.reads.get();
        secured.provider.off();
        for (int minute = 1; minute <= 10; minute++) {
            secured.clock.goOn(Duration.ofMinutes(1));
            String token = secured.token("tom" + minute, "acme", "writer");
            assertThat(secured.register("acme:1", token).statusCode()).isEqualTo(200);
            String forged = secured.provider.forged(secured.clock.instant());
            problem(secured.register("acme:1", forged), 401, "/problems/unauthenticated");
        }
        assertThat(secured.provider.reads).hasValueGreaterThan(reads);
    }

    @Test
    void aNewKeyOfTheProviderIsReadWhenItIsNeeded() {
        start(0);
        assertThat(secured.register("acme:1", secured.token("tom", "acme", "writer"))
                        .statusCode())
                .isEqualTo(200);
        secured.provider.rotate();
        assertThat(secured.register("acme:1", secured.token("ann", "acme", "writer"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aProviderThatWasNeverReachedIsATimeToComeBack() {
        start(0);
        secured.provider.off();
        String token = secured.token("tom", "acme", "writer");
        HttpResponse<String> response = secured.register("acme:1", token);
        problem(response, 503, "/problems/unavailable");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        secured.provider.on();
        secured.clock.goOn(Duration.ofSeconds(31));
        assertThat(secured.register("acme:1", token).statusCode()).isEqualTo(200);
    }

    @Test
    void theDescriptionOfTheApiSaysWhatToShow() {
        start(0);
        JsonNode document = json(secured.get("/openapi.json", ann.text()));
        assertThat(document.at("/security/0/bearer").isArray()).isTrue();
        assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
                .isEqualTo("bearer");
        assertThat(document.at("/paths/~1api~1commands/post/responses").fieldNames())
                .toIterable()
                .contains("401", "403");
        assertThat(document.at("/paths/~1health~1live/get/security").isEmpty()).isTrue();
    }

    @Test
    void aCallerHasAsManyStreamsOpenAsItMay() {
        start(0);
        String row = "/api/projections/user-by-id/acme:42";
        String[] headers = {"Authorization", "Bearer " + ann.text(), "Accept", "text/event-stream"};
        HttpClient http = HttpClient.newHttpClient();
        var open = http.sendAsync(secured.client.request(row, headers).build(), BodyHandlers.ofInputStream())
                .join();
        assertThat(open.statusCode()).isEqualTo(200);
        HttpResponse<String> another = secured.client.get(row, headers);
        assertThat(another.statusCode()).isEqualTo(429);
        assertThat(another.body()).contains("/problems/too-many-requests", "gregor.http.caller-streams");
    }

    @Test
    void malformedCredentialsAreOfNobody() {
        start(0);
        Random random = new Random(1);
        String valid = secured.token("tom", "acme", "writer");
        for (int each = 0; each < 300; each++) {
            StringBuilder token = new StringBuilder(valid);
            for (int change = random.nextInt(3); change >= 0; change--) {
                token.setCharAt(random.nextInt(valid.length() - 10), (char) ('!' + random.nextInt(90)));
            }
            String shown = random.nextBoolean() ? token.toString() : token.substring(random.nextInt(valid.length()));
            if (!shown.equals(valid)) {
                problem(secured.get("/api/projections", shown), 401, "/problems/unauthenticated");
            }
        }
    }
}
