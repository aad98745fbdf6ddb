package dev.gregor.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.e2e.malformed.MalformedRequests;
import dev.gregor.e2e.malformed.RawRequest;
import dev.gregor.json.JsonText;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One application with a broker of its own, as its clients see it. */
class StandaloneIT {

    private static final String JOHN = "{\"username\":\"john\",\"email\":\"john@example.com\"}";
    private static final String LIVE = "/api/events/user";

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static JarProcess app;

    @SuppressWarnings("NullAway.Init")
    private static EventStream untilTheEnd;

    @BeforeAll
    static void start() throws IOException {
        Path config = dir.resolve("gregor.properties");
        Files.writeString(config, "gregor.http.max-streams=12\n");
        app = JarProcess.start(dir.resolve("data"), "--config", config.toString());
        untilTheEnd = app.stream(LIVE);
    }

    @AfterAll
    static void stop() {
        app.close();
        await().untilAsserted(() -> assertThat(untilTheEnd.hasEnded()).isTrue());
        assertThat(app.output()).doesNotContain("\tat ", "Exception");
    }

    private static HttpResponse<String> register(String id, String body, String... headers) {
        return app.post("/api/aggregates/user/" + id + "/commands/register", body, headers);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    /** What somebody sees who runs the JAR for the first time. */
    @Nested
    class FirstSession {

        @Test
        void registersAUserOnceHoweverOftenItIsAsked() {
            HttpResponse<String> first = register("42", JOHN, "Idempotency-Key", "k1");
            HttpResponse<String> again = register("42", JOHN, "Idempotency-Key", "k1");

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(header(first, "ETag")).isEqualTo("\"1\"");
            assertThat(first.body())
                    .isEqualTo("{\"aggregateId\":\"42\",\"version\":1,\"events\":[{\"id\":\"user/42/1\","
                            + "\"type\":\"user.registered.v1\",\"version\":1}],\"replayed\":false}");
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body().replace("\"replayed\":false", "\"replayed\":true"));
        }

        @Test
        void refusesWhatCannotBe() {
            register("43", JOHN);

            var conflict = app.post("/api/aggregates/user/43/commands/activate", "{}", "If-Match", "\"7\"");
            assertThat(conflict.statusCode()).isEqualTo(412);
            assertThat(conflict.body()).contains("\"expectedVersion\":7", "\"currentVersion\":1");
            assertThat(header(conflict, "Content-Type")).startsWith("application/problem+json");
            var malformed = register("44", "{\"username\":\"john\",\"email\":\"no mail\"}");
            assertThat(malformed.statusCode()).isEqualTo(422);
            assertThat(malformed.body()).contains("\"code\":\"invalid-email\"", "no mail");
            assertThat(register("44", "{\"username\"").statusCode()).isEqualTo(400);
            assertThat(register("44", "{\"username\":\"a\",\"email\":5}").body())
                    .contains("\"field\":\"email\"");
            var unknown = app.post("/api/aggregates/user/44/commands/fly", "{}");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("register", "activate", "rename");
            assertThat(register("44", "x".repeat(1_200_000)).statusCode()).isEqualTo(413);
            assertThat(app.get("/api/aggregates/user/44").statusCode()).isEqualTo(404);
        }

        @Test
        void showsWhatItWroteToThoseWhoSendItsPosition() {
            register("50", JOHN);
            var renamed = app.post("/api/aggregates/user/50/commands/rename", "{\"username\":\"johnny\"}");
            String position = header(renamed, "Gregor-Position");

            assertThat(app.get("/api/projections/user-by-id/50", "Gregor-Position", position)
                            .body())
                    .isEqualTo("{\"key\":\"50\",\"value\":{\"username\":\"johnny\",\"email\":\"john@example.com\","
                            + "\"status\":\"PENDING\"}}");
            assertThat(app.get("/api/projections/users-by-status/PENDING?after=" + position)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(app.get("/api/aggregates/user/50").body()).contains("\"version\":2", "\"username\":\"johnny\"");
            assertThat(app.get("/api/aggregates/user/50?version=1").body()).contains("\"username\":\"john\"");
            assertThat(app.get("/api/aggregates/user/50/events").body()).contains("user.renamed.v1", "\"next\":null");
        }

        @Test
        void describesItself() {
            assertThat(app.get("/openapi.json").body()).contains("\"openapi\":\"3.1", "/commands/register");
            assertThat(app.get("/docs").statusCode()).isEqualTo(200);
            assertThat(app.get("/health/ready").statusCode()).isEqualTo(200);
            String metrics = app.get("/metrics").body();
            assertThat(metrics).contains("gregor_command_seconds_count");
            for (String part : List.of("write", "log", "projection-user-by-id-v1", "projection-users-by-status-v1")) {
                assertThat(metrics).contains("kafka_stream_thread_commit_total{application=\"gregor-app-" + part);
            }
            assertThat(metrics.lines().filter(line -> !line.startsWith("#"))).hasSizeLessThan(200);
            assertThat(app.get("/metrics?all=true").body())
                    .contains("gregor_command_seconds_count", "kafka_producer_record_send_total");
        }
    }

    /** What should not be sent. How much of it is for the system property {@code gregor.it.malformed} to say. */
    @Nested
    class Malformed {

        private static final int REQUESTS = Integer.getInteger("gregor.it.malformed", 500);
        private static final int SEED = Integer.getInteger("gregor.it.malformed.seed", 1);
        private static final int BETWEEN = 100;
        private static final Pattern PROBLEM = Pattern.compile(
                "HTTP/1.1 4[0-9]{2} .*content-type: application/problem\\+json\r\n.*\"type\":\"/problems/[a-z-]+\".*",
                Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

        @Test
        void isAnsweredAsAProblemAndDisturbsNothingElse() throws IOException {
            MalformedRequests requests = new MalformedRequests(SEED);
            for (int number = 1; number <= REQUESTS; number++) {
                RawRequest request = requests.next();
                assertThat(request.send(app.url())).as(number + ": " + request).matches(PROBLEM);
                if (number % BETWEEN == 0) {
                    assertThat(register("malformed" + number, JOHN).statusCode())
                            .isEqualTo(200);
                }
            }
            assertThat(app.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    /** Many commands in one request. */
    @Nested
    class Batches {

        private static final String BATCH = "/api/commands";

        private static String command(String id, String type, String key, String data) {
            return """
                    {"aggregateType":"user","aggregateId":"%s","type":"%s","headers":{"Idempotency-Key":"%s"},"data":%s}
                    """.formatted(id, type, key, data);
        }

        private static String rename(String id, int index) {
            return command(id, "user.rename.v1", id + "-" + index, "{\"username\":\"name " + index + "\"}");
        }

        private static List<JsonNode> answers(String lines) {
            HttpResponse<String> response = app.postLines(BATCH, lines);
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body()
                    .lines()
                    .map(line -> JsonText.read(line.getBytes(UTF_8)))
                    .toList();
        }

        @Test
        void answerEachCommandAsItIsAnsweredByItself() {
            String batch = command("b1", "register", "b1", JOHN)
                    + command("b2", "user.activate.v1", "b2", "{}")
                    + command("b1", "register", "b1", JOHN)
                    + command("b1", "fly", "b4", "{}")
                    + "no JSON\n"
                    + command("b1", "activate", "b6", "{}");
            List<JsonNode> answers = answers(batch);
            assertThat(answers)
                    .extracting(each -> each.path("status").asInt())
                    .containsExactly(200, 422, 200, 404, 400, 200);
            assertThat(answers.get(0).at("/headers/ETag").asText()).isEqualTo("\"1\"");
            assertThat(answers.get(1).at("/body/code").asText()).isEqualTo("not-registered");
            assertThat(answers.get(2).at("/body/replayed").asBoolean()).isTrue();
            String position = answers.get(5).at("/headers/Gregor-Position").asText();
            assertThat(app.get("/api/projections/user-by-id/b1", "Gregor-Position", position)
                            .body())
                    .contains("ACTIVE");
        }

        @Test
        void applyTheCommandsOfAnAggregateInTheirOrder() {
            StringBuilder batch = new StringBuilder(command("ordered", "register", "ordered", JOHN));
            IntStream.range(1, 1000).mapToObj(each -> rename("ordered", each)).forEach(batch::append);
            List<JsonNode> answers = answers(batch.toString());
            assertThat(answers)
                    .extracting(each -> each.at("/body/version").asInt())
                    .isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
            assertThat(app.get("/api/aggregates/user/ordered").body()).contains("name 999");
        }

        /** It has sent the half of its batch, of which the last command is not whole. */
        @Test
        void mayBeSentAgainByAClientThatLeft() throws IOException {
            register("left", JOHN);
            StringBuilder batch = new StringBuilder();
            IntStream.rangeClosed(1, 500).mapToObj(each -> rename("left", each)).forEach(batch::append);
            URI url = URI.create(app.url());
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                String half = batch.substring(0, batch.length() / 2);
                String head =
                        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n"
                                .formatted(BATCH, batch.length());
                socket.getOutputStream().write((head + half).getBytes(UTF_8));
                await().until(() -> app.get("/api/aggregates/user/left").body().contains("name "));
            }
            List<JsonNode> answers = answers(batch.toString());
            assertThat(answers)
                    .extracting(each -> each.at("/body/version").asInt())
                    .isEqualTo(IntStream.rangeClosed(2, 501).boxed().toList());
            assertThat(answers.get(0).at("/body/replayed").asBoolean()).isTrue();
            assertThat(answers.get(499).at("/body/replayed").asBoolean()).isFalse();
        }
    }

    /** Live events as their clients see them. */
    @Nested
    @TestMethodOrder(MethodOrderer.MethodName.class)
    class LiveEvents {

        private void registerAll(String prefix, int from, int to) {
            for (int i = from; i < to; i++) {
                assertThat(register(prefix + i, JOHN).statusCode()).isEqualTo(200);
            }
        }

        @Test
        void goesOnWithoutLossOrRepeat() {
            List<String> seen = new ArrayList<>();
            String lastEventId;
            try (EventStream first = app.stream(LIVE)) {
                registerAll("live", 0, 10);
                await().untilAsserted(() -> assertThat(first.of("data")).hasSize(10));
                seen.addAll(first.of("data").subList(0, 7));
                lastEventId = first.of("id").get(6);
            }
            registerAll("live", 10, 20);
            try (EventStream next = app.stream(LIVE, "Last-Event-ID", lastEventId)) {
                registerAll("live", 20, 25);
                await().untilAsserted(() -> assertThat(next.of("data")).hasSize(18));
                seen.addAll(next.of("data"));
                assertThat(next.of("event")).containsOnly("user.registered.v1");
            }
            assertThat(seen)
                    .hasSize(25)
                    .doesNotHaveDuplicates()
                    .allMatch(data -> data.contains("\"aggregateId\":\"live"));
        }

        @Test
        void loseNothingBeforeTheFirstEvent() {
            String place;
            try (EventStream early = app.stream(LIVE)) {
                place = early.lastEventId();
            }
            registerAll("early", 0, 3);
            try (EventStream next = app.stream(LIVE, "Last-Event-ID", place)) {
                await().untilAsserted(() -> assertThat(next.of("data")).hasSize(3));
            }
        }

        @Test
        void comeOfAllTypesToo() {
            String place;
            try (EventStream early = app.stream("/api/events")) {
                place = early.lastEventId();
            }
            registerAll("any", 0, 3);
            try (EventStream next = app.stream("/api/events", "Last-Event-ID", place)) {
                await().untilAsserted(() -> assertThat(next.of("data")).hasSize(3));
                assertThat(next.of("id")).allMatch(id -> id.startsWith("user:"));
            }
        }

        @Test
        void takeNoMoreStreamsThanAreAllowed() {
            List<EventStream> open = new ArrayList<>();
            try {
                assertThatThrownBy(() -> {
                            for (int i = 0; i <= 12; i++) {
                                open.add(app.stream(LIVE));
                            }
                        })
                        .hasMessageContaining("503");
                assertThat(open).isNotEmpty();
            } finally {
                open.forEach(EventStream::close);
            }
        }

        @Test
        void startAtTheFirstEventIfAsked() {
            registerAll("first", 0, 2);
            try (EventStream all = app.stream(LIVE + "?from=beginning")) {
                await().untilAsserted(() ->
                        assertThat(all.of("data")).anyMatch(data -> data.contains("\"id\":\"user/first1/1\"")));
            }
        }

        @Test
        void refuseWhatTheyCannotServe() {
            assertThat(app.get(LIVE, "Last-Event-ID", "nonsense").body())
                    .contains("/problems/invalid-request", "Last-Event-ID", "nonsense");
            assertThat(app.get(LIVE, "Last-Event-ID", "user:99.99.99.99").statusCode())
                    .isEqualTo(400);
            assertThat(app.get(LIVE + "?from=here").statusCode()).isEqualTo(400);
            assertThat(app.get(LIVE, "Accept", "application/json").statusCode()).isEqualTo(406);
            assertThat(app.get("/api/events/nothing").statusCode()).isEqualTo(404);
        }
    }
}
