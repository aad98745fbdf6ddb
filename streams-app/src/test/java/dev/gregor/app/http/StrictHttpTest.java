package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.position.Position;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing in a request is left unread. */
class StrictHttpTest {

    private static final String USER = "/api/aggregates/user/42";
    private static final String ROWS = "/api/projections/user-by-id";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/aggregates/user/42?versoin=1              | versoin | did you mean version?
            /api/aggregates/user/42?time=2026-01-31        | time    | one of: version, at, after
            /api/aggregates/user/42/events?form=1          | form    | did you mean from?
            /api/projections?limit=1                       | limit   | no parameters
            /api/projections/user-by-id?prefx=a            | prefx   | did you mean prefix?
            /api/projections/user-by-id/42?Limit=1         | Limit   | one of: after
            /api/projections/user-by-id/parked?versions=1  | versions | did you mean version?
            /api/events/user?form=beginning                | form    | did you mean from?
            /health/ready?verbose                          | verbose | no parameters
            /metrics?name=a                                | name    | one of: all
            /internal/projections/user-by-id/1/partitions/0/rows?form=1 | form | did you mean from?
            """)
    void namesAParameterThatThereIsNot(String path, String name, String expected) {
        HttpResponse<String> response = client.get(path);
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("field").asText()).isEqualTo(name);
        assertThat(json(response).path("detail").asText()).contains("'" + name + "'", expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {USER + "/commands/activate?version=1", ROWS + "/pause?verison=1", ROWS + "/reset?at=now"})
    void doesNothingForAParameterThatThereIsNot(String path) {
        problem(client.post(path), 400, "/problems/invalid-request");
        assertThat(fakes.sent).isEmpty();
        assertThat(fakes.control).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {USER + "?version=1&version=2", USER + "/events?limit=1&limit=1", ROWS + "?from=a&from=b"})
    void refusesAParameterThatIsGivenTwice(String path) {
        HttpResponse<String> response = client.get(path);
        problem(response, 400, "/problems/invalid-request");
        assertThat(json(response).path("expected").asText()).isEqualTo("one value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?after=user:3:5&after=user:1:1",
                "?after=user:1:1&after=user:3:5",
                "?after=user:1:1,user:3:4,user:3:5",
                "?after=user:3:5&after=user:3:4"
            })
    void waitsForAllPositionsInTheQuery(String query) {
        problem(client.get(USER + query), 504, "/problems/not-caught-up");
        fakes.log.positions.advance(3, new Position("user", 3, 5));
        assertThat(client.get(USER + query).statusCode()).isEqualTo(200);
    }

    @Test
    void waitsForAllPositionsInLinesOfTheHeader() {
        String[] lines = {"Gregor-Position", "user:1:1, user:2:1", "Gregor-Position", "user:3:5"};
        problem(client.get(USER, lines), 504, "/problems/not-caught-up");
        problem(client.get(USER + "?after=user:1:1", "Gregor-Position", "user:3:5"), 504, "/problems/not-caught-up");
        fakes.log.positions.advance(3, new Position("user", 3, 5));
        assertThat(client.get(USER, lines).statusCode()).isEqualTo(200);
    }

    @Test
    void aReadModelWaitsForAllPositions() {
        String path = ROWS + "/42?after=user:0:1,user:3:9&after=user:1:2";
        assertThat(client.get(path).statusCode()).isEqualTo(200);
        assertThat(fakes.askedFor)
                .contains(new Position("user", 0, 1), new Position("user", 3, 9), new Position("user", 1, 2));
        problem(client.get(ROWS + "/late?after=user:0:1,user:1:1"), 504, "/problems/not-caught-up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user:3:5;user:1:1", "user:3:5,nobody:0:1", "user:3:5,x"})
    void refusesAListWithOneThatIsNoPosition(String positions) {
        problem(client.get(USER, "Gregor-Position", positions), 400, "/problems/invalid-request");
        problem(client.get(ROWS + "/42?after=" + positions), 400, "/problems/invalid-request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/projections/user-by-id     | text/event-stream
            /api/projections/user-by-id     | application/json;q=0, */*
            /api/projections/user-by-id/42  | application/xml
            /api/aggregates/user/42         | text/html
            /api/aggregates/user/42/events  | image/*
            /api/projections                | text/plain;q=0.5, text/html
            """)
    void refusesAnAcceptThatThereIsNoFormFor(String path, String accept) {
        HttpResponse<String> response = client.get(path, "Accept", accept);
        problem(response, 406, "/problems/not-acceptable");
        assertThat(json(response).path("detail").asText()).contains(accept, "application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=utf-8",
                "text/html, */*;q=0.1",
                "application/*",
                "text/event-stream;q=0, application/json"
            })
    void answersJsonToThoseThatTakeIt(String accept) {
        for (String path : new String[] {USER, ROWS, ROWS + "/42", "/api/projections"}) {
            HttpResponse<String> response = client.get(path, "Accept", accept);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        }
    }

    @Test
    void tellsItsHealthWhateverIsAccepted() {
        assertThat(client.get("/health/ready", "Accept", "text/html").statusCode())
                .isEqualTo(200);
        assertThat(client.get("/metrics", "Accept", "application/openmetrics-text")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesACursorOfTheLongestKey() {
        assertThat(client.get(ROWS + "?cursor=" + "AAAA".repeat(2000)).statusCode())
                .isEqualTo(200);
    }
}
