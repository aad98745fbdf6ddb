package dev.gregor.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.springbank.BankApplication;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Gregor's HTTP API in the web server of the example. Its context is that of {@link ActuatorTest}. */
@SpringBootTest(classes = BankApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class HttpApiTest {

    private static final String LINE =
            "{\"aggregateType\":\"account\",\"aggregateId\":\"%s\",\"type\":\"account.open.v1\",\"data\":{\"owner\":\"batch\"}}\n";

    @Value("${local.server.port}")
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> open(String account) throws IOException, InterruptedException {
        return send(request("/gregor/api/aggregates/account/" + account + "/commands/open")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"owner\":\"http\"}")));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void takesCommandsAndAnswersFromReadModels() throws Exception {
        HttpResponse<String> opened = open("api-1");
        assertThat(opened.statusCode()).describedAs(opened.body()).isEqualTo(200);
        String position = opened.headers().firstValue("Gregor-Position").orElseThrow();
        HttpResponse<String> row =
                send(request("/gregor/api/projections/accounts-by-owner/http").header("Gregor-Position", position));
        assertThat(json(row).at("/value/accounts").asLong()).isPositive();
        assertThat(json(send(request("/gregor/api/aggregates/account/api-1")))
                        .at("/state/owner")
                        .asText())
                .isEqualTo("http");
    }

    private HttpResponse<String> open(Stream<String> accounts) throws IOException, InterruptedException {
        return send(request("/gregor/api/commands")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(accounts.map(LINE::formatted).collect(Collectors.joining()))));
    }

    @Test
    void takesManyCommandsInOneRequest() throws Exception {
        HttpResponse<String> answers = open(Stream.of("batch-1", "batch-2"));
        assertThat(answers.statusCode()).describedAs(answers.body()).isEqualTo(200);
        assertThat(answers.body().lines().filter(line -> line.contains("\"status\":200")))
                .describedAs(answers.body())
                .hasSize(2);
    }

    @Test
    void streamsEvents() throws Exception {
        HttpResponse<Stream<String>> events =
                client.send(request("/gregor/api/events/account").build(), BodyHandlers.ofLines());
        assertThat(events.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        open("api-2");
        try (Stream<String> lines = events.body()) {
            assertThat(lines.filter(line -> line.startsWith("data:") && line.contains("\"api-2\""))
                            .findFirst())
                    .isPresent();
        }
    }

    /** More than the batches that may be under way at once. */
    @Test
    void takesBatchesAfterClientsThatWereCutOff() throws Exception {
        for (int i = 0; i < 40; i++) {
            String first = LINE.formatted("cut-" + i);
            cutOff(
                    "POST /gregor/api/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                            + "Content-Length: 1000000\r\n\r\n"
                            + first,
                    i % 2 == 0);
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(open(Stream.of("after")).statusCode()).isEqualTo(200));
    }

    /** Sends this and resets the connection, at once or after the first bytes of the answer. */
    private void cutOff(String request, boolean isAnswered) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            if (isAnswered) {
                assertThat(socket.getInputStream().read()).isPositive();
            }
        }
    }

    @Test
    void goesOnWithOtherStreamsAfterClientsThatWereCutOff() throws Exception {
        HttpResponse<Stream<String>> events =
                client.send(request("/gregor/api/events/account").build(), BodyHandlers.ofLines());
        for (int i = 0; i < 5; i++) {
            cutOff("GET /gregor/api/events/account HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
        }
        try (Stream<String> lines = events.body()) {
            assertThat(lines.filter(line -> line.startsWith(":")).limit(3)).hasSize(3);
        }
    }

    @Test
    void answersWithTheSameProblems() throws Exception {
        HttpResponse<String> unknown = send(request("/gregor/api/projections/nothing/1"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(unknown).path("type").asText()).isEqualTo("/problems/unknown-projection");
        assertThat(json(send(request("/gregor/nothing"))).path("type").asText()).isEqualTo("/problems/not-found");
        assertThat(send(request("/gregor/api/projections").DELETE()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void describesItselfAtItsPath() throws Exception {
        assertThat(json(send(request("/gregor/openapi.json")))
                        .at("/servers/0/url")
                        .asText())
                .isEqualTo("/gregor");
        String docs = json(send(request("/gregor/"))).at("/links/try").asText();
        assertThat(docs).isEqualTo("/gregor/docs");
        assertThat(send(request(docs)).body()).contains("/gregor/openapi.json", "/gregor/docs/swagger-ui.css");
        assertThat(send(request("/gregor/docs/swagger-ui.css")).statusCode()).isEqualTo(200);
        assertThat(send(request("/gregor/metrics")).body()).contains("gregor_");
    }

    @Test
    void leavesOtherPathsToTheApplication() throws Exception {
        open("api-3");
        assertThat(json(send(request("/accounts/api-3"))).path("owner").asText())
                .isEqualTo("http");
        assertThat(send(request("/api/projections")).statusCode()).isEqualTo(404);
    }
}
