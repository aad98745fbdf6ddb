package dev.gregor.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class RunningApplicationTest {

    private HttpServer application;
    private String url;
    private String asked = "";

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", this::answer);
        application.start();
        url = "http://127.0.0.1:" + application.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked = exchange.getRequestMethod() + ' ' + exchange.getRequestURI().toASCIIString();
        byte[] body = (asked.contains("again") ? "{\"discarded\":0,\"parked\":2,\"reason\":\"broken\"}" : "{}")
                .getBytes(UTF_8);
        exchange.sendResponseHeaders(asked.contains("nothing") ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        application.stop(0);
    }

    private OptionalInt run(String... args) {
        return Options.parse(args).askRunningApplication(args);
    }

    @Test
    void asksTheRunningApplication() {
        assertThat(run("parked", "--url", url, "list", "user-by-id")).hasValue(0);
        assertThat(asked).isEqualTo("GET /api/projections/user-by-id/parked");
        assertThat(run("parked", "retry", "user-by-id", "a/b c", "--url", url)).hasValue(0);
        assertThat(asked).isEqualTo("POST /api/projections/user-by-id/parked/a%2Fb%20c/retry");
        assertThat(run("parked", "discard", "user-by-id", "a", "user/a/7", "--url", url))
                .hasValue(0);
        assertThat(asked).isEqualTo("DELETE /api/projections/user-by-id/parked/a?event=user%2Fa%2F7");
    }

    @Test
    void asksItToPauseAndResetProjections() {
        assertThat(run("projection", "list", "--url", url)).hasValue(0);
        assertThat(asked).isEqualTo("GET /api/projections");
        assertThat(run("projection", "pause", "user-by-id", "--version", "2", "--url", url))
                .hasValue(0);
        assertThat(asked).isEqualTo("POST /api/projections/user-by-id/pause?version=2");
        assertThat(run("projection", "reset", "user-by-id", "--from", "2026-01-31T10:00:00Z", "--url", url))
                .hasValue(0);
        assertThat(asked).isEqualTo("POST /api/projections/user-by-id/reset?from=2026-01-31T10%3A00%3A00Z");
    }

    @Test
    void saysByItsExitCodeThatParkedEventsAreStillParked() {
        assertThat(run("parked", "retry", "user-by-id", "again", "--url", url)).hasValue(1);
        assertThat(run("parked", "discard", "user-by-id", "again", "user/a/7", "--url", url))
                .hasValue(1);
    }

    @Test
    void saysByItsExitCodeThatItWasRefused() {
        assertThat(run("parked", "list", "nothing", "--url", url)).hasValue(1);
        assertThat(run("parked", "list", "user-by-id", "--url", "http://127.0.0.1:1"))
                .hasValue(1);
        assertThat(run("--port", "0")).isEmpty();
    }
}
