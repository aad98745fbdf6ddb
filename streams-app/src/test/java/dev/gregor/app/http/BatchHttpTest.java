package dev.gregor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.position.Position;
import dev.gregor.user.Register;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchHttpTest {

    private static final String LINES = "application/x-ndjson";
    private static final String ARRAY = "application/json";
    private static final Accepted ACCEPTED = new Accepted(
            "42",
            1,
            List.of(new RecordedEvent("user/42/1", "user.registered.v1", 1)),
            new Position("user", 3, 17),
            false);
    private static final int WINDOW = 250;

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    private static String activate(String id, String more) {
        return "{\"aggregateType\":\"user\",\"aggregateId\":\"%s\",\"type\":\"user.activate.v1\"%s}"
                .formatted(id, more);
    }

    private static String many(int count, String separator) {
        return IntStream.range(0, count)
                .mapToObj(each -> activate(Integer.toString(each), ""))
                .collect(Collectors.joining(separator));
    }

    private HttpResponse<String> post(String mediaType, String body, String... headers) {
        return client.send(client.request("/api/commands", headers)
                .header("Content-Type", mediaType)
                .POST(BodyPublishers.ofString(body)));
    }

    private List<JsonNode> answers(String mediaType, String body) {
        HttpResponse<String> response = post(mediaType, body, "Accept", LINES);
        assertThat(response.statusCode()).isEqualTo(200);
        return lines(response);
    }

    private static List<JsonNode> lines(HttpResponse<String> response) {
        return response.body()
                .lines()
                .map(line -> Json.read(line.getBytes(UTF_8)))
                .toList();
    }

    private static List<Integer> statuses(List<JsonNode> answers) {
        return answers.stream().map(each -> each.path("status").asInt()).toList();
    }

    private static JsonNode last(List<JsonNode> answers) {
        return answers.get(answers.size() - 1);
    }

    @Test
    void answersEachCommandAsItWouldHaveBeenByItself() {
        fakes.outcome = ACCEPTED;
        HttpResponse<String> response = post(ARRAY, "[" + activate("42", "") + "]");
        assertThat(response.headers().firstValue("Content-Type")).contains(ARRAY);
        assertThat(response.body())
                .isEqualTo(
                        "[{\"index\":0,\"status\":200,\"headers\":{\"ETag\":\"\\\"1\\\"\",\"Gregor-Position\":\"user:3:17\"},"
                                + "\"body\":{\"aggregateId\":\"42\",\"version\":1,\"events\":[{\"id\":\"user/42/1\","
                                + "\"type\":\"user.registered.v1\",\"version\":1}],\"replayed\":false}}]\n");
    }

    @Test
    void anElementSaysWhatPathHeadersAndBodySayElsewhere() {
        fakes.outcome = ACCEPTED;
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        answers(LINES, """
                {"aggregateType":"user","aggregateId":"a/ü","type":"user.register.v1",\
                "headers":{"idempotency-key":"k1","X-Correlation-Id":"c1","If-Match":"\\"7\\"",\
                "Gregor-Unless-Since":"5; user.renamed.v1","traceparent":"%s","tracestate":"a=b"},\
                "data":{"username":"john","email":"john@example.com"}}
                {"aggregateType":"user","aggregateId":"2","type":"activate","headers":{"If-None-Match":"*"}}
                {"aggregateType":"user","aggregateId":"3","type":"activate.v1"}""".formatted(trace));
        Command first = fakes.sent.get(0);
        assertThat(first.type()).hasToString("user.register.v1");
        assertThat(first.aggregateId()).isEqualTo("a/ü");
        assertThat(first.data()).isEqualTo(new Register("john", "john@example.com"));
        assertThat(first.id()).isEqualTo("k1");
        assertThat(first.correlationId()).isEqualTo("c1");
        assertThat(first.expectedVersion()).isEqualTo(7);
        assertThat(first.unlessSince()).hasToString("5;user.renamed.v1");
        assertThat(first.traceParent()).isEqualTo(trace);
        assertThat(first.traceState()).isEqualTo("a=b");
        assertThat(fakes.sent.get(1).expectedVersion()).isZero();
        assertThat(fakes.sent).extracting(each -> each.type().action()).endsWith("activate", "activate");
    }

    @Test
    void commandsWithoutThemHaveCorrelationAndTraceOfTheRequest() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        String own = trace.replace("0af7", "1bf8");
        String body = activate("1", "")
                + '\n'
                + activate("2", ",\"headers\":{\"X-Correlation-Id\":\"c2\",\"traceparent\":\"" + own + "\"}");
        post(LINES, body, "X-Correlation-Id", "c1", "traceparent", trace, "tracestate", "a=b");
        assertThat(fakes.sent).extracting(Command::correlationId).containsExactly("c1", "c2");
        assertThat(fakes.sent).extracting(Command::traceParent).containsExactly(trace, own);
        assertThat(fakes.sent).extracting(Command::traceState).containsExactly("a=b", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json     |                                        | application/json
            application/x-ndjson |                                        | application/x-ndjson
            application/x-ndjson | */*                                    | application/x-ndjson
            application/json     | application/x-ndjson                   | application/x-ndjson
            application/x-ndjson | application/json                       | application/json
            application/x-ndjson | application/json, application/x-ndjson | application/x-ndjson
            application/json     | application/json;q=0, */*             | application/x-ndjson
            """)
    void answersInTheFormThatIsAcceptedOrInThatOfTheBody(String form, String accept, String expected) {
        String body = form.equals(ARRAY) ? "[" + many(2, ",") + "]" : many(2, "\n");
        HttpResponse<String> response = accept == null ? post(form, body) : post(form, body, "Accept", accept);
        assertThat(response.headers().firstValue("Content-Type")).contains(expected);
        if (expected.equals(ARRAY)) {
            assertThat(Json.read(response.body().getBytes(UTF_8))).hasSize(2);
        } else {
            assertThat(lines(response)).hasSize(2);
        }
    }

    @Test
    void answersInTheOrderOfTheBatch() {
        fakes.outcome = ACCEPTED;
        List<JsonNode> answers = answers(ARRAY, "[" + many(Fakes.MAX_BATCH, ",") + "]");
        assertThat(answers)
                .extracting(each -> each.path("index").asInt())
                .isEqualTo(IntStream.range(0, Fakes.MAX_BATCH).boxed().toList());
        assertThat(fakes.sent)
                .extracting(Command::aggregateId)
                .isEqualTo(IntStream.range(0, Fakes.MAX_BATCH)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void refusesACommandAndTakesThoseBehindIt() {
        fakes.outcome = ACCEPTED;
        List<JsonNode> answers = answers(ARRAY, """
                [{"aggregateType":"usr","aggregateId":"1","type":"activate"},
                {"aggregateType":"user","aggregateId":"1","type":"fly"},
                {"aggregateType":"user","aggregateId":"","type":"activate"},
                {"aggregateType":"user","aggregateId":"1","type":"register","data":{"username":7,"email":"e"}},
                {"aggregateType":"user","aggregateId":"1","type":"activate","headers":{"If-Match":"7"}},
                {"aggregateType":"user","aggregateId":"1","type":"activate","headers":{"If-Mach":"7"}},
                {"aggregateType":"user","aggregateId":"1","type":"activate","headers":7},
                {"aggregateType":"user","aggregateId":"1","type":"activate","dta":{}},
                {"aggregateType":"user","type":"activate"},
                {"aggregateType":"user","aggregateId":"1","type":7}, 7, null,
                %s]""".formatted(activate("2", "")));
        assertThat(statuses(answers)).containsExactly(404, 404, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 200);
        assertThat(answers.get(0).at("/body/known/0").asText()).isEqualTo("user");
        assertThat(answers.get(3).at("/body/field").asText()).isEqualTo("username");
        assertThat(answers.get(5).at("/body/expected").asText()).contains("did you mean If-Match?");
        assertThat(answers.get(7).at("/body/expected").asText()).contains("did you mean data?");
        assertThat(answers.get(8).at("/body/field").asText()).isEqualTo("aggregateId");
        assertThat(fakes.sent).hasSize(1);
    }

    @Test
    void aLineThatIsNoJsonIsOneProblem() {
        fakes.outcome = ACCEPTED;
        List<JsonNode> answers = answers(
                LINES,
                String.join("\n", activate("1", ""), "{\"aggregateType\":", "{\"a\":1,\"a\":2}", activate("2", "")));
        assertThat(statuses(answers)).containsExactly(200, 400, 400, 200);
        assertThat(answers.get(1).at("/body/line").asInt()).isEqualTo(2);
        assertThat(answers.get(2).at("/body/column").asInt()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"aggregateType":,        | 2 | 18
            {"a":1,"a":2}             | 2 | 11
            {} {}                     | 2 | 4
            {"a":1]                   | 2 | 7
            """)
    void anArrayEndsAtAnElementThatIsNoJson(String broken, int line, int column) {
        fakes.outcome = ACCEPTED;
        String body = "[" + activate("1", "") + ",\n" + broken + ", " + activate("2", "") + "]";
        List<JsonNode> answers = answers(ARRAY, body);
        assertThat(statuses(answers)).containsExactly(200, 400);
        assertThat(last(answers).path("index").asInt()).isEqualTo(1);
        assertThat(last(answers).at("/body/line").asInt()).isEqualTo(line);
        assertThat(last(answers).at("/body/column").asInt()).isEqualTo(column);
        assertThat(fakes.sent).hasSize(1);
    }

    @Test
    void anArrayThatIsNotClosedEndsWithAProblem() {
        fakes.outcome = ACCEPTED;
        List<JsonNode> answers = answers(ARRAY, "[" + activate("1", "") + "," + activate("2", ""));
        assertThat(statuses(answers)).containsExactly(200, 200, 400);
        assertThat(last(answers).at("/body/detail").asText()).contains("within the array");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json     | []
            application/json     | ' '
            application/json     | [
            application/json     | [x]
            application/json     | {"aggregateType":"user"}
            application/x-ndjson | ' '
            """)
    void refusesARequestWithoutACommand(String form, String body) {
        HttpResponse<String> response = post(form, body);
        CommandHttpTest.problem(response, 400, "/problems/invalid-request");
        assertThat(fakes.sent).isEmpty();
    }

    @Test
    void refusesARequestThatIsWrongAsAWhole() {
        String body = "[" + activate("1", "") + "]";
        CommandHttpTest.problem(post("text/plain", body), 415, "/problems/unsupported-media-type");
        CommandHttpTest.problem(post(ARRAY, body, "Accept", "text/html"), 406, "/problems/not-acceptable");
        fakes.obstacle = "Kafka starts";
        CommandHttpTest.problem(post(ARRAY, body), 503, "/problems/not-ready");
        assertThat(fakes.sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "If-Match", "If-None-Match", "Gregor-Unless-Since"})
    void refusesAHeaderThatOneCommandAloneCanHave(String header) {
        HttpResponse<String> response = post(ARRAY, "[" + activate("1", "") + "]", header, "*");
        CommandHttpTest.problem(response, 400, "/problems/invalid-request");
        assertThat(Client.json(response).path("field").asText()).isEqualTo(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {ARRAY, LINES})
    void takesNoMoreCommandsThanAreAllowed(String form) {
        fakes.outcome = ACCEPTED;
        int count = Fakes.MAX_BATCH + 5;
        List<JsonNode> answers = answers(form, form.equals(ARRAY) ? "[" + many(count, ",") + "]" : many(count, "\n"));
        assertThat(answers).hasSize(Fakes.MAX_BATCH + 1);
        assertThat(last(answers).path("index").asInt()).isEqualTo(Fakes.MAX_BATCH);
        assertThat(last(answers).path("status").asInt()).isEqualTo(413);
        assertThat(last(answers).at("/body/type").asText()).isEqualTo("/problems/too-many-commands");
        assertThat(fakes.sent).hasSize(Fakes.MAX_BATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {ARRAY, LINES})
    void refusesACommandThatIsTooLargeAndTakesThoseBehindIt(String form) {
        fakes.outcome = ACCEPTED;
        String large = activate("1", ",\"data\":{\"x\":\"" + "x".repeat(64 * 1024) + "\"}");
        String body = String.join(form.equals(ARRAY) ? "," : "\n", large, activate("2", ""));
        List<JsonNode> answers = answers(form, form.equals(ARRAY) ? "[" + body + "]" : body);
        assertThat(statuses(answers)).containsExactly(413, 200);
        assertThat(answers.get(0).at("/body/type").asText()).isEqualTo("/problems/too-large");
    }

    @Test
    void sendsNothingToAnAggregateAfterACommandThatHasNoOutcome() {
        fakes.outcome = new Unavailable("too many");
        List<JsonNode> answers = answers(
                LINES, String.join("\n", activate("1", ""), activate("1", ""), activate("2", ""), activate("1", "")));
        assertThat(statuses(answers)).containsExactly(503, 503, 503, 503);
        assertThat(answers.get(0).at("/headers/Retry-After").asText()).isEqualTo("1");
        assertThat(answers.get(3).at("/body/detail").asText()).contains("command 0 of the batch");
        assertThat(fakes.sent).extracting(Command::aggregateId).containsExactly("1", "2");
    }

    @Test
    void answersAClientThatReadsNothingBeforeItHasSentAll() throws IOException {
        fakes.outcome = new Rejected("no", "x".repeat(3000), 0, false);
        String body = many(Fakes.MAX_BATCH, "\n");
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("1.0", "Content-Length: " + body.length()));
            socket.getOutputStream().write(body.getBytes(UTF_8));
            await().until(() -> fakes.sent.size() == Fakes.MAX_BATCH);
            BufferedReader in = reader(socket);
            for (int index = 0; index < Fakes.MAX_BATCH; index++) {
                assertThat(nextAnswer(in)).contains("\"index\":" + index + ",");
            }
        }
    }

    @Test
    void answersACommandBeforeTheNextOneHasCome() throws IOException {
        fakes.outcome = ACCEPTED;
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("1.1", "Transfer-Encoding: chunked"));
            BufferedReader in = reader(socket);
            for (int index = 0; index < 3; index++) {
                chunk(socket, activate("42", "") + "\n");
                assertThat(nextAnswer(in)).contains("\"index\":" + index + ",");
            }
        }
    }

    @Test
    void handlesWhatAClientHasSentWholeBeforeItLeaves() throws IOException {
        fakes.outcome = ACCEPTED;
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("1.1", "Transfer-Encoding: chunked"));
            chunk(socket, many(3, "\n") + '\n' + activate("in part", ""));
        }
        await().untilAsserted(() ->
                assertThat(fakes.sent).extracting(Command::aggregateId).containsExactly("0", "1", "2"));
        assertThat(answers(LINES, activate("next", ""))).hasSize(1);
        assertThat(fakes.sent).extracting(Command::aggregateId).doesNotContain("in part");
    }

    @Test
    void endsAtAStopWithTheReason() {
        fakes.silent = true;
        CompletableFuture<List<JsonNode>> answers = CompletableFuture.supplyAsync(
                () -> answers(LINES, many(Fakes.MAX_BATCH, "\n")), work -> new Thread(work, "client").start());
        await().atMost(Duration.ofMinutes(1)).until(() -> fakes.waiting.get() == WINDOW);
        fakes.close();
        List<JsonNode> known = new ArrayList<>(answers.join());
        JsonNode last = known.remove(known.size() - 1);
        assertThat(statuses(known)).hasSize(WINDOW).containsOnly(504);
        assertThat(last.path("status").asInt()).isEqualTo(503);
        assertThat(last.at("/body/type").asText()).isEqualTo("/problems/not-ready");
        assertThat(fakes.sent).hasSize(WINDOW);
    }

    private Socket connect() throws IOException {
        URI url = URI.create(fakes.server.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
        return socket;
    }

    private static byte[] head(String version, String length) {
        return "POST /api/commands HTTP/%s\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n%s\r\n\r\n"
                .formatted(version, length)
                .getBytes(UTF_8);
    }

    private static void chunk(Socket socket, String text) throws IOException {
        String chunk = Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
        socket.getOutputStream().write(chunk.getBytes(UTF_8));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    /** The next line that is an answer; the others are of HTTP. */
    private static String nextAnswer(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith("{\"index\"")) {
            line = in.readLine();
        }
        return String.valueOf(line);
    }
}
