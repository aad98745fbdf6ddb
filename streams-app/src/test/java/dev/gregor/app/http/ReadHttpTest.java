package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.position.Position;
import dev.gregor.projection.query.RowRange;
import dev.gregor.streams.health.Obstacle;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadHttpTest {

    private static final String USER = "/api/aggregates/user/42";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void answersTheStateWithItsVersion() {
        HttpResponse<String> response = client.get(USER);
        assertThat(response.headers().firstValue("ETag")).contains("\"3\"");
        assertThat(response.body())
                .isEqualTo("{\"type\":\"user\",\"id\":\"42\",\"version\":3,\"time\":\"2026-01-31T10:00:00.123Z\","
                        + "\"state\":{\"username\":\"john\",\"email\":\"john@example.com\",\"status\":\"ACTIVE\","
                        + "\"registeredAt\":\"2026-01-31T10:00:00.123Z\",\"activatedAt\":null}}");
    }

    @Test
    void answersWhatItWas() {
        assertThat(json(client.get(USER + "?version=2")).path("version").asLong())
                .isEqualTo(2);
        assertThat(json(client.get(USER + "?at=2026-01-31T11:00:00%2B00:00"))
                        .path("version")
                        .asLong())
                .isEqualTo(1);
        problem(client.get(USER + "?at=2020-01-01T00:00:00Z"), 404, "/problems/aggregate-not-found");
        problem(client.get(USER + "?version=9"), 404, "/problems/aggregate-not-found");
    }

    @Test
    void whatTheCallerKnowsIsNotSentAgain() {
        assertThat(client.get(USER, "If-None-Match", "\"3\"").statusCode()).isEqualTo(304);
        assertThat(client.get(USER, "If-None-Match", "\"2\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?version=0",
                "?version=x",
                "?at=yesterday",
                "?version=1&at=2026-01-31T11:00:00Z",
                "/events?limit=1001",
                "/events?from=0",
                "?after=7",
                "?after=nobody:0:1"
            })
    void refusesMalformedParameters(String query) {
        problem(client.get(USER + query), 400, "/problems/invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/events"})
    void saysWhichEventIsNotKnown(String what) {
        HttpResponse<String> response = client.get("/api/aggregates/user/newer" + what);
        problem(response, 500, "/problems/unknown-event");
        assertThat(json(response).path("detail").asText())
                .startsWith(
                        "Event 'user/42/2' ('user.registered.v1') cannot be read: Topic 'user.events' has events of")
                .contains("run the newer version");
        assertThat(json(response).path("eventId").asText()).isEqualTo("user/42/2");
        assertThat(json(response).path("eventType").asText()).isEqualTo("user.registered.v1");
    }

    @Test
    void saysWhichEventCannotBeShownAndWhereTheOthersAre() {
        HttpResponse<String> response = client.get("/api/aggregates/user/deep/events");
        problem(response, 500, "/problems/unreadable");
        assertThat(json(response).path("version").asLong()).isEqualTo(2);
        assertThat(json(response).path("detail").asText())
                .isEqualTo("Event 'user/42/2' ('user.registered.v1') cannot be shown as JSON: it is nested too deep."
                        + " The events around it: ?from=1&limit=1 and ?from=3");
    }

    @Test
    void answersEventsWithMetadataAndWhereToGoOn() {
        HttpResponse<String> response = client.get(USER + "/events?limit=2");
        assertThat(json(response).path("next").asLong()).isEqualTo(3);
        assertThat(json(response).path("events")).hasSize(2);
        assertThat(json(response).path("events").get(0))
                .hasToString("{\"id\":\"user/42/1\",\"type\":\"user.registered.v1\",\"version\":1,"
                        + "\"time\":\"2026-01-31T10:00:00.123Z\",\"correlationId\":\"all\",\"causationId\":\"because\","
                        + "\"data\":{\"username\":\"john\",\"email\":\"john@example.com\"}}");
        assertThat(json(client.get(USER + "/events?from=3")).path("next").isNull())
                .isTrue();
        assertThat(client.get(USER + "/events?from=9").body()).isEqualTo("{\"events\":[],\"next\":null}");
    }

    @Test
    void anUnknownAggregateIsNotFound() {
        problem(client.get("/api/aggregates/user/43"), 404, "/problems/aggregate-not-found");
        problem(client.get("/api/aggregates/user/43/events"), 404, "/problems/aggregate-not-found");
    }

    @Test
    void waitsForThePositionThatIsAskedFor() {
        problem(client.get(USER + "?after=user:3:5"), 504, "/problems/not-caught-up");
        fakes.log.positions.advance(3, new Position("user", 3, 5));
        assertThat(client.get(USER, "Gregor-Position", "user:3:5").statusCode()).isEqualTo(200);
    }

    @Test
    void afterAWriteHereAnswersWithWhatIsThereWhenTheTimeIsUp() {
        fakes.outcome = new Accepted("42", 4, List.of(), new Position("user", 3, 8), false);
        client.command("activate", "{}");
        assertThat(client.get(USER).statusCode()).isEqualTo(200);
    }

    @Test
    void answersARow() {
        HttpResponse<String> response = client.get("/api/projections/user-by-id/42?after=user:0:1");
        assertThat(response.body())
                .isEqualTo("{\"key\":\"42\",\"value\":{\"username\":\"john\",\"email\":\"john@example.com\","
                        + "\"status\":\"ACTIVE\"}}");
        assertThat(fakes.asked).isEqualTo(new Position("user", 0, 1));
    }

    @Test
    void answersWhyThereIsNoRow() {
        problem(client.get("/api/projections/user-by-id/none"), 404, "/problems/row-not-found");
        problem(client.get("/api/projections/nope/1"), 404, "/problems/unknown-projection");
        problem(client.get("/api/projections/user-by-id/late"), 504, "/problems/not-caught-up");
        problem(client.get("/api/projections/user-by-id/moving"), 503, "/problems/unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x/partitions/0/rows", "/1/partitions/x/rows", "/1/partitions/0/rows?from=%21"})
    void refusesMalformedQuestionsOfOtherInstances(String path) {
        problem(client.get("/internal/projections/user-by-id" + path), 400, "/problems/invalid-request");
    }

    @Test
    void answersAPage() {
        HttpResponse<String> response =
                client.get("/api/projections/user-by-id?from=a&to=b&prefix=p&limit=2&cursor=NDI");
        assertThat(response.body()).startsWith("{\"rows\":[{\"key\":\"42\",").endsWith("\"cursor\":\"NDI\"}");
        assertThat(fakes.range).isEqualTo(new RowRange("a", "b", "p", 2, "NDI", false));
    }

    @Test
    void answersThePageFromTheEndAndHowManyRowsThereAre() {
        HttpResponse<String> response = client.get("/api/projections/user-by-id?order=desc&count=true");
        assertThat(json(response).path("count").asLong()).isEqualTo(1234);
        assertThat(fakes.range).isEqualTo(RowRange.all().withDescending(true));
        client.get("/api/projections/user-by-id?order=asc&count=false");
        assertThat(fakes.range).isEqualTo(RowRange.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor=%21", "order=down", "count=yes", "limit=0"})
    void refusesAMalformedPage(String query) {
        problem(client.get("/api/projections/user-by-id?" + query), 400, "/problems/invalid-request");
    }

    @Test
    void listsTheBuildsOfProjections() {
        assertThat(client.get("/api/projections").body())
                .isEqualTo("{\"projections\":[{\"name\":\"user-by-id\",\"version\":1,\"status\":\"RUNNING\","
                        + "\"lag\":1,\"applied\":3,\"partitions\":4,\"progress\":0.75,\"parked\":2,"
                        + "\"build\":\"1\",\"role\":\"SERVING\",\"from\":null,\"obstacle\":null,\"rebuild\":null},"
                        + "{\"name\":\"user-by-id\",\"version\":2,\"status\":\"PAUSED\","
                        + "\"lag\":75,\"applied\":25,\"partitions\":4,\"progress\":0.25,\"parked\":0,"
                        + "\"build\":\"2.3\",\"role\":\"BUILDING\",\"from\":\"2026-01-31T10:00:00.123Z\",\"obstacle\":null,"
                        + "\"rebuild\":{\"applied\":25,\"events\":100,\"eventsPerSecond\":10,\"secondsLeft\":8}}],"
                        + "\"silentInstances\":[]}");
    }

    @Test
    void controlsProjections() {
        assertThat(client.post("/api/projections/user-by-id/pause?version=1").body())
                .isEqualTo("{\"name\":\"user-by-id\",\"builds\":[{\"build\":\"1\",\"version\":1,"
                        + "\"role\":\"SERVING\",\"paused\":true,\"from\":null}]}");
        assertThat(fakes.control).isEqualTo("pause user-by-id 1");
        client.post("/api/projections/user-by-id/resume");
        assertThat(fakes.control).isEqualTo("resume user-by-id null");
        client.post("/api/projections/user-by-id/reset?from=2026-01-31T11:00:00%2B01:00");
        assertThat(fakes.control).isEqualTo("reset from 2026-01-31T10:00:00Z user-by-id null");
        client.post("/api/projections/user-by-id/clean-up");
        assertThat(fakes.control).isEqualTo("clean up user-by-id null");
        problem(client.post("/api/projections/nope/pause"), 404, "/problems/unknown-projection");
        problem(client.post("/api/projections/user-by-id/reset?version=9"), 400, "/problems/invalid-request");
        problem(client.post("/api/projections/user-by-id/reset?from=now"), 400, "/problems/invalid-request");
    }

    @Test
    void tellsHealthAndMetrics() {
        assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(client.get("/metrics").body()).isEqualTo("up 1\n");
        assertThat(client.get("/metrics?all=true").body()).isEqualTo("up 1\nmore 2\n");
        fakes.obstacle = "Kafka starts";
        problem(client.get("/health/ready"), 503, "/problems/not-ready");
        assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void isReadyWithWarningsAndSaysWhyAProjectionFails() {
        assertThat(client.get("/health/ready").body()).doesNotContain("warnings");
        fakes.warnings.add("Projection 'user-by-id' (build 1) does not work: the reason");
        fakes.failing = new Obstacle("the reason", Fakes.REGISTERED);

        assertThat(client.get("/health/ready").body())
                .isEqualTo(
                        "{\"status\":\"ready\",\"warnings\":[\"Projection 'user-by-id' (build 1) does not work: the reason\"]}");
        assertThat(client.get("/api/projections").body())
                .contains(
                        "\"obstacle\":null",
                        "\"obstacle\":{\"reason\":\"the reason\",\"since\":\"2026-01-31T10:00:00.123Z\"}");
        assertThat(client.get("/internal/instance").body()).isEqualTo("{\"instance\":\"one\"}");
    }

    @Test
    void servesAPageToTryItThatNeedsNoOtherHost() {
        assertThat(client.get("/docs").body())
                .contains("/docs/swagger-ui-bundle.js")
                .doesNotContain("//");
        assertThat(client.get("/docs/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(client.get("/docs/swagger-ui.css").statusCode()).isEqualTo(200);
        problem(client.get("/docs/other"), 404, "/problems/not-found");
    }

    @Test
    void otherPathsAndMethodsAreProblems() {
        problem(client.get("/nope"), 404, "/problems/not-found");
        var delete = client.send(client.request(USER).DELETE());
        problem(delete, 405, "/problems/method-not-allowed");
        assertThat(delete.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
        problem(client.get(USER + "/commands/register"), 405, "/problems/method-not-allowed");
    }

    @Test
    void headAndOptionsTellWithoutABody() {
        var head = client.send(client.request(USER).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.headers().firstValue("ETag")).contains("\"3\"");
        assertThat(head.body()).isEmpty();
        var options = client.send(client.request(USER).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
    }
}
