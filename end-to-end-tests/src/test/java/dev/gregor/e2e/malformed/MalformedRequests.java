package dev.gregor.e2e.malformed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Malformed requests by a seed: truncated, too large, too deep, of wrong types, with wrong ids, and random bytes. */
public final class MalformedRequests {

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String JOHN = "{\"username\":\"john\",\"email\":\"john@example.com\"}";
    private static final String COMMAND = "/api/aggregates/user/42/commands/register";
    private static final int TOO_LARGE = 1024 * 1024 + 1;

    private final Random random;
    private final List<Supplier<RawRequest>> kinds = List.of(
            this::truncatedJson,
            this::randomBytes,
            this::wrongTypes,
            this::tooDeep,
            this::wrongId,
            this::nothingThere,
            this::otherMethod,
            this::wrongHeader,
            this::headerTwice,
            this::wrongParameter,
            this::wrongMediaType,
            this::wrongBatch,
            this::wrongMessage,
            this::brokenProtocol,
            this::endsEarly,
            this::rarelyHuge);

    /** Those of a seed. */
    public MalformedRequests(long seed) {
        random = new Random(seed);
    }

    /** Another one. */
    public RawRequest next() {
        return one(kinds).get();
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        random.ints(length, 'a', 'z' + 1).forEach(each -> text.append((char) each));
        return text.toString();
    }

    private RawRequest truncatedJson() {
        return RawRequest.post(COMMAND, JSON, JOHN.substring(0, 1 + random.nextInt(JOHN.length() - 1)));
    }

    private RawRequest randomBytes() {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xff; // so that it is not by chance a number
        return RawRequest.of("POST", COMMAND, JSON, bytes);
    }

    private RawRequest wrongTypes() {
        String value = one(List.of("5", "null", "true", "[]", "{}", "[\"john\"]", "1e999", "-0.5", "9".repeat(400)));
        String body = one(List.of(
                "{\"username\":%s,\"email\":\"a@b.c\"}",
                "{\"username\":\"john\",\"email\":%s}",
                "{\"username\":\"john\",\"email\":\"a@b.c\",\"more\":%s}",
                "{\"username\":\"john\",\"username\":\"john\",\"email\":%s}",
                "[%s]"));
        return RawRequest.post(COMMAND, JSON, body.formatted(value));
    }

    private RawRequest tooDeep() {
        int depth = 201 + random.nextInt(5000);
        String opened = one(List.of("[", "{\"a\":"));
        return RawRequest.post(COMMAND, JSON, opened.repeat(depth));
    }

    private RawRequest wrongId() {
        String id = one(List.of("%00", "a%0Ab", "%1F", "%7F", "%zz", "%", "%ff%fe", "%c3", "x".repeat(201), "%C2%85"));
        return RawRequest.post("/api/aggregates/user/" + id + "/commands/register", JSON, JOHN);
    }

    private RawRequest nothingThere() {
        String name = text(1 + random.nextInt(30));
        return one(List.of(
                RawRequest.post("/api/aggregates/no" + name + "/1/commands/register", JSON, JOHN),
                RawRequest.post("/api/aggregates/user/1/commands/no" + name, JSON, JOHN),
                RawRequest.get("/api/no" + name, ""),
                RawRequest.get("/api/projections/no" + name + "/1", ""),
                RawRequest.get("/docs/" + name, ""),
                RawRequest.get("/api/aggregates/user/no" + name, ""),
                RawRequest.get("/api/events/no" + name, "Accept: text/event-stream\r\n"),
                RawRequest.get("/internal/projections/no" + name + "/x/partitions/y/rows", "")));
    }

    private RawRequest otherMethod() {
        return RawRequest.of(
                one(List.of("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")),
                one(List.of(COMMAND, "/api/projections", "/health/live", "/api/commands", "/metrics")),
                JSON,
                JOHN.getBytes(UTF_8));
    }

    private RawRequest wrongHeader() {
        String value = one(List.of("7", "\"-1\"", "\"x\"", "W/\"1\"", "\"1\", \"2\"", "\"99999999999999999999\""));
        return RawRequest.post(
                COMMAND,
                JSON
                        + one(List.of(
                                "If-Match: " + value + "\r\n",
                                "If-None-Match: " + value + "\r\n",
                                "If-Match: \"1\"\r\nIf-None-Match: *\r\n",
                                "Idempotency-Key: " + text(201) + "\r\n",
                                "Idempotency-Key:\r\n",
                                "X-Correlation-Id: " + text(201 + random.nextInt(500)) + "\r\n",
                                "Gregor-Unless-Since: " + text(10) + "\r\n",
                                "Gregor-Unless-Since: 5;user.flew.v1\r\n")),
                JOHN);
    }

    private RawRequest headerTwice() {
        String name = one(List.of("Idempotency-Key", "X-Correlation-Id", "If-Match", "If-None-Match"));
        return RawRequest.post(COMMAND, JSON + (name + ": \"1\"\r\n").repeat(2 + random.nextInt(20)), JOHN);
    }

    private RawRequest wrongParameter() {
        String value = one(List.of("-1", "0", "x", "99999999999999999999", "1.5", "%00", "%ff"));
        return RawRequest.get(
                one(List.of(
                        "/api/aggregates/user/42?version=" + value,
                        "/api/aggregates/user/42?at=" + value,
                        "/api/aggregates/user/42?" + text(5) + "=" + value,
                        "/api/aggregates/user/42/events?limit=" + value,
                        "/api/aggregates/user/42/events?from=" + value,
                        "/api/aggregates/user/42?version=1&at=2026-01-01T00:00:00Z",
                        "/api/projections/user-by-id?limit=" + value,
                        "/api/projections/user-by-id?cursor=***" + value,
                        "/api/projections/user-by-id?order=" + value,
                        "/api/projections/user-by-id?after=" + value,
                        "/api/projections/user-by-id/parked?version=" + value,
                        "/api/events/user?from=" + value,
                        "/api/dead-letters?limit=" + value)),
                "");
    }

    private RawRequest wrongMediaType() {
        return one(List.of(
                RawRequest.post(COMMAND, "Content-Type: text/" + text(4) + "\r\n", JOHN),
                RawRequest.post(COMMAND, "Content-Type: " + text(4) + "\r\n", JOHN),
                RawRequest.post(COMMAND, JSON + "Accept: image/png\r\n", JOHN),
                RawRequest.get("/api/projections", "Accept: text/" + text(5) + "\r\n"),
                RawRequest.get("/api/events/user", "Accept: application/json\r\n"),
                RawRequest.get("/api/events/user", "Last-Event-ID: " + text(20) + "\r\n"),
                RawRequest.get("/api/aggregates/user/42", "Gregor-Position: " + text(20) + "\r\n")));
    }

    private RawRequest wrongBatch() {
        return RawRequest.post(
                "/api/commands",
                one(List.of(JSON, JSON + "Idempotency-Key: 1\r\n", "Content-Type: text/plain\r\n")),
                one(List.of("", "[", "[]", "[{", "{}", "5", "[[" + "[".repeat(random.nextInt(1000)), text(50))));
    }

    private RawRequest wrongMessage() {
        return RawRequest.post("/api/topics/" + text(8), JSON, one(List.of("[", "{}", "5", JOHN, text(40))));
    }

    private RawRequest brokenProtocol() {
        return new RawRequest(
                one(List.of(
                        text(20) + "\r\n\r\n",
                        "GET\r\n\r\n",
                        "GET / HTTP/1.1\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n" + text(5) + "\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX y: z\r\n\r\n",
                        "GET /" + text(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + text(40_000) + "\r\n\r\n",
                        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                        "POST " + COMMAND + " HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                        "POST " + COMMAND + " HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                        "POST " + COMMAND + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        "POST " + COMMAND + " HTTP/1.1\r\nHost: a\r\n" + JSON
                                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                        "POST " + COMMAND + " HTTP/1.1\r\nHost: a\r\n" + JSON
                                + "Connection: close\r\nTransfer-Encoding: " + text(5) + "\r\n\r\n")),
                new byte[0],
                false);
    }

    private RawRequest endsEarly() {
        int length = JOHN.length() + 1 + random.nextInt(1000);
        String head = "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(COMMAND, JSON, length);
        return new RawRequest(head, JOHN.getBytes(UTF_8), true);
    }

    /** One of some dozens of these, as it takes its time. */
    private RawRequest rarelyHuge() {
        return random.nextInt(5) > 0
                ? truncatedJson()
                : RawRequest.post(
                        COMMAND, JSON, "{\"username\":\"" + "x".repeat(TOO_LARGE + random.nextInt(TOO_LARGE)) + "\"}");
    }
}
