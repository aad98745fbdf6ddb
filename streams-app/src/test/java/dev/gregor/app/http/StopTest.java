package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gregor.projection.query.Row;
import dev.gregor.user.UserRow;
import dev.gregor.user.UserStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StopTest {

    private static final String JOHN = "{\"username\":\"john\",\"email\":\"john@example.com\"}";

    private static final String STREAM =
            "GET /api/projections/user-by-id/42 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void leave() {
        root().detachAppender(log);
        fakes.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void answersEachRequestThatWaits() {
        fakes.silent = true;
        CompletableFuture<HttpResponse<String>> command =
                meanwhile(() -> client.command("register", JOHN, "Idempotency-Key", "k1"));
        CompletableFuture<HttpResponse<String>> row = meanwhile(() -> client.get("/api/projections/user-by-id/42"));
        CompletableFuture<HttpResponse<String>> control =
                meanwhile(() -> client.post("/api/projections/user-by-id/pause"));
        CompletableFuture<HttpResponse<String>> stream =
                meanwhile(() -> client.get("/api/projections/user-by-id/42", "Accept", "text/event-stream"));
        await().atMost(Duration.ofMinutes(1)).until(() -> fakes.waiting.get() == 4);
        fakes.close();

        assertThat(command.join().statusCode()).isEqualTo(504);
        assertThat(json(command.join()).path("type").asText()).isEqualTo("/problems/outcome-unknown");
        assertThat(json(command.join()).path("commandId").asText()).isEqualTo("k1");
        assertStopped(row.join());
        assertStopped(control.join());
        assertStopped(stream.join());
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    private static void assertStopped(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).path("type").asText()).isEqualTo("/problems/not-ready");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void cutsOffAClientThatDoesNotRead() throws Exception {
        Optional<Row> large = Optional.of(new Row("42", new UserRow("john", "x".repeat(16 << 20), UserStatus.ACTIVE)));
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), fakes.server.port()));
            deaf.getOutputStream().write(STREAM.getBytes(US_ASCII));
            await().atMost(Duration.ofMinutes(1)).until(() -> fakes.live.getNumberOfSubscribers() == 1);
            fakes.live.submit(large);
            await().atMost(Duration.ofMinutes(1)).until(() -> fakes.live.estimateMaximumLag() == 0);
            fakes.close();
            assertThat(isCutOff(deaf)).isTrue();
        }
        assertThat(fakes.live.getNumberOfSubscribers()).isZero();
    }

    private static boolean isCutOff(Socket socket) throws IOException {
        try {
            return !new String(socket.getInputStream().readAllBytes(), US_ASCII).endsWith("0\r\n\r\n");
        } catch (SocketException reset) {
            return true;
        }
    }

    private static <T> CompletableFuture<T> meanwhile(Supplier<T> request) {
        return CompletableFuture.supplyAsync(request, work -> new Thread(work, "client").start());
    }
}
