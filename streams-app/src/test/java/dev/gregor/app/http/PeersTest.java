package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.access.PeerAccess;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.app.http.exchange.QueryParameter;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.app.http.projection.AnswerReply;
import dev.gregor.event.log.KeyRange;
import dev.gregor.position.Position;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.PartitionQuery;
import dev.gregor.projection.query.QueryAnswer;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers: the instance that is asked sends everything on to a stand-in for another one. */
@SuppressWarnings("NullAway.Init")
class PeersTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final PartitionQuery QUERY = new PartitionQuery(
            "user-by-id",
            new BuildId(2, 3),
            3,
            new KeyRange(Bytes.wrap(new byte[0]), null, 7, false),
            new Position("user", 3, 17));

    private final Peers peers = new Peers("here:1", TIMEOUT, PeerAccess.OPEN);
    private final AtomicReference<Map<String, String>> seen = new AtomicReference<>();
    private volatile int status = 200;
    private HttpServer other;
    private Javalin asked;
    private String otherAddress;

    @BeforeEach
    void start() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        otherAddress = "127.0.0.1:" + other.getAddress().getPort();
        other.createContext("/", this::answer);
        other.start();
        asked = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            var routes = new Routes(config.routes, new WaitingRequests(Duration.ZERO));
            routes.get(
                    "/api/{id}",
                    Access.AGGREGATE,
                    Query.of(QueryParameter.text("at", ""), QueryParameter.number("limit", "")),
                    request -> peers.forward(request, otherAddress, Map.of("Gregor-Added", "more")));
            routes.get(
                    "/rows",
                    Access.ROWS,
                    Query.NONE,
                    request -> peers.onBehalfOf(request)
                            .rows(otherAddress, QUERY)
                            .thenApply(rows -> rows.match(new AnswerReply<>(RowExchange::json))));
        });
        asked.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        asked.stop();
        other.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> request = new HashMap<>();
        request.put("", exchange.getRequestMethod() + ' ' + exchange.getRequestURI());
        exchange.getRequestHeaders()
                .forEach((name, values) -> request.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        seen.set(request);
        exchange.getResponseHeaders().add("ETag", "\"5\"");
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] body =
                Json.bytes(RowExchange.json(List.of(new EncodedRow(Bytes.wrap(new byte[] {1}), new byte[] {2, -1}))));
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked.port() + path));
        return HttpClient.newHttpClient()
                .send(
                        (headers.length == 0 ? request : request.headers(headers)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void sendsTheSameRequestOn() throws Exception {
        HttpResponse<String> answer = get("/api/a%2Fb%20%C3%BC?at=2026-01-31T10:00:00%2B01:00&limit=2");

        assertThat(seen.get()).containsEntry("", "GET /api/a%2Fb%20%C3%BC?at=2026-01-31T10:00:00%2B01:00&limit=2");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"5\"");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).contains("\"rows\"");
    }

    @Test
    void carriesPositionTraceAndCredentials() throws Exception {
        String[] headers = {
            "Gregor-Position", "user:3:17",
            "X-Correlation-Id", "c1",
            "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "tracestate", "a=b",
            "Authorization", "Bearer t",
        };
        get("/api/1", headers);

        assertThat(seen.get())
                .containsEntry("gregor-position", "user:3:17")
                .containsEntry("x-correlation-id", "c1")
                .containsEntry("traceparent", headers[5])
                .containsEntry("tracestate", "a=b")
                .containsEntry("authorization", "Bearer t")
                .containsEntry("gregor-forwarded", "here:1")
                .containsEntry("gregor-added", "more");

        get("/rows", headers);

        assertThat(seen.get())
                .containsEntry("traceparent", headers[5])
                .containsEntry("authorization", "Bearer t")
                .containsEntry("gregor-forwarded", "here:1");
    }

    @Test
    void asksForRowsOfOnePartition() throws Exception {
        HttpResponse<String> answer = get("/rows");

        assertThat(seen.get())
                .containsEntry(
                        "", "GET /internal/projections/user-by-id/2.3/partitions/3/rows?limit=7&from=&after=user:3:17");
        assertThat(answer.body()).isEqualTo("{\"rows\":[{\"key\":\"AQ==\",\"value\":\"Av8=\"}]}");
    }

    @Test
    void saysWhichInstanceDoesNotAnswer() throws Exception {
        other.stop(0);

        HttpResponse<String> answer = get("/api/1");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("Instance " + otherAddress + " does not answer");
        assertThat(get("/rows").statusCode()).isEqualTo(503);
    }

    @Test
    void aCallerIsNotToldThatItsInstanceIsNotKnown() throws Exception {
        status = 401;
        HttpResponse<String> answer = get("/api/1");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("/problems/unavailable", "gregor.http.security.instance-key");
    }

    @Test
    void tellsAnswersOfOtherInstancesApart() {
        Reply late = new Reply(504, "application/json", Map.of(), new byte[0]);
        Reply moved = new Reply(503, "application/json", Map.of(), new byte[0]);

        assertThat(RowExchange.answer("other:1", QUERY, late, TIMEOUT))
                .isEqualTo(new QueryAnswer.NotCaughtUp<>("user-by-id", new Position("user", 3, 17), TIMEOUT, false));
        assertThat(RowExchange.answer("other:1", QUERY, moved, TIMEOUT))
                .hasToString("Unavailable[projection=user-by-id, reason=Instance other:1 answers 503 for partition 3]");
    }
}
