package dev.gregor.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class RunningApplicationTest {

    private HttpServer application;
    private String url;
    private volatile String asked = "";
    private volatile String sent = "";

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", this::answer);
        application.start();
        url = "http://127.0.0.1:" + application.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked = exchange.getRequestMethod() + ' ' + exchange.getRequestURI().toASCIIString();
        sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        byte[] body = body().getBytes(UTF_8);
        exchange.sendResponseHeaders(asked.contains("nothing") ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String body() {
        if (asked.equals("GET /api/projections")) {
            return """
                    {"projections":[{"name":"user-by-id","version":1,"status":"RUNNING","lag":0,"parked":0,"build":"1-1",
                    "role":"SERVING","obstacle":null,"rebuild":null},
                    {"name":"users-by-status","version":2,"status":"FAILING","lag":41200,"parked":1,"build":"2-1",
                    "role":"BUILDING","obstacle":{"reason":"its threads failed"},
                    "rebuild":{"applied":58800,"events":100000,"eventsPerSecond":19400,"secondsLeft":3}}],
                    "silentInstances":[]}""";
        }
        if (asked.equals("GET /api/projections/users-by-status/parked")) {
            return """
                    {"parked":[{"key":"ACTIVE","partition":0,"event":"user/42/2","type":"user.activated.v1","reason":"no row",
                    "tries":3,"since":"2026-01-31T10:00:00Z","events":2}]}""";
        }
        if (asked.startsWith("GET /api/dead-letters?")) {
            return """
                    {"letters":[{"id":"welcome-mail/user-events/0/17","key":"42","type":"user.registered.v1","exception":"java.net.ConnectException",
                    "message":"refused","tries":4,"first":"2026-01-31T10:00:00Z","last":"2026-01-31T10:00:01Z"}],"count":7,"cursor":"abc"}""";
        }
        if (asked.startsWith("GET /api/schedules?")) {
            return """
                    {"schedules":[{"id":"reminder/42","due":"2026-12-24T08:00:00Z","topic":"email-events","key":"42","type":"email.sent.v1",
                    "cron":"0 8 24 12 *","zone":"UTC"}],"cursor":"reminder/42"}""";
        }
        if (asked.contains("/api/outbox")) {
            return outbox();
        }
        return personal();
    }

    private String outbox() {
        if (asked.equals("GET /api/outbox")) {
            return """
                    {"pending":1300,"oldest":"2026-01-31T10:00:00Z","topics":[{"topic":"missing","pending":1299,"oldest":"2026-01-31T10:00:00Z"},
                    {"topic":"order-events","pending":1,"oldest":"2026-01-31T10:00:01Z"}]}""";
        }
        return asked.contains("republish")
                ? "{\"republished\":1000,\"cursor\":\"1017\"}"
                : "{\"deleted\":5,\"more\":true}";
    }

    private String personal() {
        if (asked.equals("POST /api/privacy/forget")) {
            return """
                    {"subject":"42","receipt":"r-1","at":"2026-01-31T10:00:00Z","by":"ann","done":false,
                    "readModels":{"names":"BUILDING","places":"DONE"},"problems":["reset places"]}""";
        }
        if (asked.startsWith("GET /api/privacy/forgotten?")) {
            return """
                    {"forgotten":[{"subject":"42","receipt":"r-1","at":"2026-01-31T10:00:00Z","by":"ann","reason":"a request"}],
                    "count":3,"cursor":"r-1"}""";
        }
        if (asked.endsWith(" /api/privacy/rotation")) {
            return """
                    {"state":"FAILED","master":"2027-01","rewrapped":41200,"left":{"2026-06":3},"problem":"no such key"}""";
        }
        return asked.contains("again") ? "{\"applied\":0,\"discarded\":0,\"parked\":2,\"reason\":\"broken\"}" : "{}";
    }

    private List<String> printed(String... args) {
        StringWriter out = new StringWriter();
        Options.parse(args).withOutput(new PrintWriter(out)).askRunningApplication(args);
        return out.toString().lines().toList();
    }

    @Test
    void printsTables() {
        assertThat(printed("projection", "list", "--url", url))
                .containsExactly(
                        "READ MODEL       VERSION  BUILD  ROLE      STATUS   BEHIND  PARKED",
                        "user-by-id             1  1-1    SERVING   RUNNING       0       0",
                        "users-by-status        2  2-1    BUILDING  FAILING  41,200       1",
                        "    its threads failed",
                        "    58,800 of 100,000 events applied (58 %), 19,400 events/s, 3 s left");
        assertThat(printed("parked", "list", "users-by-status", "--url", url))
                .containsExactly(
                        "KEY     EVENTS  FIRST EVENT  TRIES  SINCE",
                        "ACTIVE       2  user/42/2        3  2026-01-31T10:00:00Z",
                        "    no row");
        assertThat(printed("parked", "retry", "user-by-id", "again", "--url", url))
                .containsExactly("0 applied, 0 discarded, 2 still parked");
    }

    @Test
    void printsDeadLetters() {
        assertThat(printed("dead-letters", "list", "--limit", "1", "--url", url))
                .containsExactly(
                        "LETTER                         KEY  TYPE                TRIES  FIRST                 LAST",
                        "welcome-mail/user-events/0/17   42  user.registered.v1      4  2026-01-31T10:00:00Z  2026-01-31T10:00:01Z",
                        "    java.net.ConnectException: refused",
                        "1 of 7; the next ones: --cursor abc");
    }

    @Test
    void asksItToRetryAndDiscardDeadLetters() {
        assertThat(run("dead-letters", "retry", "welcome-mail/user-events/0/17", "--by", "ann", "--url", url))
                .hasValue(0);
        assertThat(asked).isEqualTo("POST /api/dead-letters/welcome-mail%2Fuser-events%2F0%2F17/retry?by=ann");
        run(
                "dead-letters",
                "retry",
                "--subscription",
                "welcome-mail",
                "--per-second",
                "500",
                "--by",
                "ann",
                "--url",
                url);
        assertThat(asked).isEqualTo("POST /api/dead-letters/retry?subscription=welcome-mail&perSecond=500&by=ann");
        run("dead-letters", "dry-run", "--type", "user.registered.v1", "--limit", "5", "--by", "ann", "--url", url);
        assertThat(asked).isEqualTo("POST /api/dead-letters/dry-run?type=user.registered.v1&limit=5&by=ann");
        run("dead-letters", "edit", "a/b/0/1", "--data", "{}", "--reason", "a typo", "--by", "ann", "--url", url);
        assertThat(asked).isEqualTo("POST /api/dead-letters/a%2Fb%2F0%2F1/edit?reason=a%20typo&by=ann");
        run("dead-letters", "topic", "orders-dlt", "--limit", "5", "--url", url);
        assertThat(asked).isEqualTo("GET /api/dead-letters/topics/orders-dlt?limit=5");
        run("dead-letters", "redrive", "orders-dlt", "0/17", "--by", "ann", "--url", url);
        assertThat(asked).isEqualTo("POST /api/dead-letters/topics/orders-dlt/0/17/redrive?by=ann");
        run("dead-letters", "audit", "--limit", "5", "--url", url);
        assertThat(asked).isEqualTo("GET /api/dead-letters/audit?limit=5");
        run("dead-letters", "discard", "--key", "42", "--reason", "a test", "--by", "ann", "--url", url);
        assertThat(asked).isEqualTo("DELETE /api/dead-letters?key=42&reason=a%20test&by=ann");
    }

    @Test
    void asksItForSchedules() {
        assertThat(printed("schedules", "list", "--prefix", "reminder/", "--limit", "1", "--url", url))
                .containsExactly(
                        "SCHEDULE     DUE                   TOPIC         KEY  TYPE           AGAIN",
                        "reminder/42  2026-12-24T08:00:00Z  email-events   42  email.sent.v1  0 8 24 12 * UTC",
                        "The next ones: --cursor 'reminder/42'");
        assertThat(asked).isEqualTo("GET /api/schedules?prefix=reminder%2F&limit=1");
        run(
                "schedules",
                "put",
                "reminder/42",
                "--topic",
                "email-events",
                "--key",
                "42",
                "--type",
                "email.sent.v1",
                "--data",
                "{\"kind\":\"reminder\"}",
                "--delay",
                "PT2H",
                "--url",
                url);
        assertThat(asked).isEqualTo("PUT /api/schedules/reminder%2F42");
        assertThat(sent)
                .isEqualTo(
                        "{\"topic\":\"email-events\",\"key\":\"42\",\"type\":\"email.sent.v1\",\"delay\":\"PT2H\",\"data\":{\"kind\":\"reminder\"}}");
        run("schedules", "cancel", "reminder/42", "--url", url);
        assertThat(asked).isEqualTo("DELETE /api/schedules/reminder%2F42");
        run("schedules", "show", "reminder/42", "--url", url);
        assertThat(asked).isEqualTo("GET /api/schedules/reminder%2F42");
    }

    @Test
    void asksItForItsOutbox() {
        assertThat(printed("outbox", "status", "--url", url))
                .containsExactly(
                        "TOPIC         PENDING  OLDEST",
                        "missing         1,299  2026-01-31T10:00:00Z",
                        "order-events        1  2026-01-31T10:00:01Z");
        assertThat(asked).isEqualTo("GET /api/outbox");
        assertThat(printed("outbox", "republish", "--topic", "order-events", "--key", "42", "--url", url))
                .containsExactly("1,000 published again; the next ones: --cursor 1017");
        assertThat(asked).isEqualTo("POST /api/outbox/republish?topic=order-events&key=42");
        run("outbox", "republish", "--all", "--limit", "5", "--cursor", "17", "--url", url);
        assertThat(asked).isEqualTo("POST /api/outbox/republish?all=true&limit=5&cursor=17");
        assertThat(printed("outbox", "clean-up", "--before", "2026-01-31T10:00:00Z", "--limit", "5", "--url", url))
                .containsExactly("5 deleted; there may be more: ask again");
        assertThat(asked).isEqualTo("POST /api/outbox/clean-up?before=2026-01-31T10%3A00%3A00Z&limit=5");
    }

    @Test
    void printsReceiptsAndRotations() {
        assertThat(printed("forget", "42", "--reason", "a request", "--by", "ann", "--url", url))
                .containsExactly(
                        "SUBJECT  RECEIPT  AT                    BY   DONE",
                        "     42  r-1      2026-01-31T10:00:00Z  ann  no",
                        "    names: BUILDING",
                        "    places: DONE",
                        "    reset places");
        assertThat(printed("forget", "--list", "--limit", "1", "--url", url))
                .containsExactly(
                        "AT                    BY   SUBJECT  RECEIPT",
                        "2026-01-31T10:00:00Z  ann       42  r-1",
                        "    a request",
                        "1 of 3; the next ones: --cursor r-1");
        assertThat(printed("forget", "--list", "--json", "--url", url))
                .singleElement()
                .asString()
                .startsWith("{\"subject\":\"42\"")
                .contains("\"receipt\":\"r-1\"");
        assertThat(printed("rotate-keys", "--url", url))
                .containsExactly(
                        "MASTER KEY  STATE   REWRAPPED",
                        "2027-01     FAILED     41,200",
                        "    no such key",
                        "    3 are wrapped by 2026-06");
    }

    @Test
    void asksItToForgetAndToRotateKeys() {
        assertThat(run("forget", "4 2", "--reason", "a \"request\"", "--by", "ann", "--url", url))
                .hasValue(0);
        assertThat(asked).isEqualTo("POST /api/privacy/forget");
        assertThat(sent).isEqualTo("{\"subject\":\"4 2\",\"reason\":\"a \\\"request\\\"\",\"by\":\"ann\"}");
        assertThat(run("forget", "--list", "--cursor", "r 1", "--url", url)).hasValue(0);
        assertThat(asked).isEqualTo("GET /api/privacy/forgotten?limit=100&cursor=r%201");
        assertThat(run("rotate-keys", "--url", url)).hasValue(0);
        assertThat(asked).isEqualTo("POST /api/privacy/rotation");
        assertThat(run("rotate-keys", "--progress", "--url", url)).hasValue(0);
        assertThat(asked).isEqualTo("GET /api/privacy/rotation");
    }

    @Test
    void refusesWhatForgetWouldIgnore() {
        assertThat(run("forget", "42", "--reason", "a request", "--list", "--url", url))
                .hasValue(2);
        assertThat(run("forget", "42", "--reason", "a request", "--limit", "1", "--url", url))
                .hasValue(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void printsJsonOnDemandALineForEachEntry() {
        assertThat(printed("projection", "list", "--json", "--url", url))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{\"name\":\"user"));
    }

    @Test
    void watchesUntilItIsInterrupted() throws InterruptedException {
        List<Integer> status = new CopyOnWriteArrayList<>();
        Thread watching = new Thread(() ->
                status.add(run("projection", "list", "--watch", "--url", url).orElseThrow()));
        watching.start();
        await().until(() -> !asked.isEmpty());
        watching.interrupt();
        watching.join();

        assertThat(status).hasSize(1);
    }

    @Test
    void knowsHelpAndVersionWithoutDashes() {
        assertThat(run("help")).hasValue(0);
        assertThat(run("version")).hasValue(0);
        assertThat(printed("version")).hasSize(1).first().asString().startsWith("Gregor ");
        assertThat(printed("help", "projection")).anyMatch(line -> line.contains("projection list --watch"));
        assertThat(printed("projection", "list", "--help")).anyMatch(line -> line.contains("--watch"));
    }

    @AfterEach
    void stop() {
        application.stop(0);
    }

    private OptionalInt run(String... args) {
        return Options.parse(args)
                .withOutput(new PrintWriter(Writer.nullWriter()))
                .askRunningApplication(args);
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
                .hasValue(3);
        assertThat(run("--port", "0")).isEmpty();
    }
}
