package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several instances on one cluster share the work, and each of them answers everything. How many users, partitions and rounds
 * is for the system properties {@code gregor.it.users}, {@code gregor.it.partitions} and {@code gregor.it.rounds} to say.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstancesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USERS = Integer.getInteger("gregor.it.users", 100);
    private static final int PARTITIONS = Integer.getInteger("gregor.it.partitions", 6);
    private static final int ROUNDS = Integer.getInteger("gregor.it.rounds", 40);
    private static final int PAGE = Math.min(1000, Math.max(70, USERS / 100));
    private static final int AT_ONCE = USERS > 1000 ? 256 : 16;

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    private static final List<JarProcess> instances = new ArrayList<>();
    private static final String[] positions = new String[USERS];
    private static final List<EventStream> rowStreams = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        Files.writeString(config(), "gregor.partitions=" + PARTITIONS + "\ngregor.kafka.num.standby.replicas=1\n");
        List<CompletableFuture<JarProcess>> starting =
                List.of(starting("first"), starting("second"), starting("third"));
        starting.forEach(each -> instances.add(each.join()));
        forEachUser(user -> positions[user] = position(register(instance(user), id(user))));
    }

    private static Path config() {
        return dir.resolve("gregor.properties");
    }

    private static void forEachUser(IntConsumer work) {
        AtOnce.forEach(IntStream.range(0, USERS), AT_ONCE, work);
    }

    /** For a thousand of them, or all if there are fewer. */
    private static void forSomeUsers(IntConsumer work) {
        int step = Math.max(1, USERS / 1000);
        AtOnce.forEach(IntStream.range(0, USERS / step).map(number -> number * step), AT_ONCE, work);
    }

    private static CompletableFuture<JarProcess> starting(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-servers", broker.bootstrapServers()));
        all.addAll(options.length > 0 ? List.of(options) : List.of("--config", config().toString()));
        return CompletableFuture.supplyAsync(
                () -> JarProcess.start(dir.resolve(name).resolve("data"), all.toArray(String[]::new)));
    }

    @AfterAll
    static void stop() {
        try {
            CompletableFuture.allOf(instances.stream()
                            .map(instance -> CompletableFuture.runAsync(instance::close))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            broker.close();
        }
    }

    private static JarProcess instance(int number) {
        return instances.get(number % instances.size());
    }

    private static String id(int user) {
        return "user/%06d".formatted(user).replace("/", "%2F");
    }

    private static HttpResponse<String> register(JarProcess at, String id, String... headers) {
        return at.post(
                "/api/aggregates/user/" + id + "/commands/register",
                "{\"username\":\"name-%s\",\"email\":\"a@example.com\"}".formatted(id.replace("%2F", "-")),
                headers);
    }

    private static String position(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Gregor-Position").orElseThrow();
    }

    private static String ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    @Order(1)
    void answersEveryKeyFromEachInstance() {
        forEachUser(user -> {
            String name = "\"name-user-%06d\"".formatted(user);
            for (JarProcess instance : instances) {
                String path = "/api/aggregates/user/" + id(user);
                HttpResponse<String> state = instance.get(path, "Gregor-Position", positions[user]);
                assertThat(ok(state)).contains(name, "\"version\":1");
                assertThat(state.headers().firstValue("ETag")).contains("\"1\"");
                assertThat(ok(instance.get("/api/projections/user-by-id/" + id(user) + "?after=" + positions[user])))
                        .contains(name);
            }
            assertThat(ok(instance(user + 1).get("/api/aggregates/user/" + id(user) + "/events")))
                    .contains(name, "\"next\":null");
        });
        for (JarProcess instance : instances) {
            assertThat(instance.get("/api/aggregates/user/nobody").statusCode()).isEqualTo(404);
            assertThat(instance.get("/api/projections/user-by-id/nobody").statusCode())
                    .isEqualTo(404);
            assertThat(instance.get("/api/aggregates/user/" + id(1), "If-None-Match", "\"1\"")
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    @Order(2)
    void keepsEachAggregateInOneInstanceAndSomeInEach() {
        AtomicIntegerArray kept = new AtomicIntegerArray(instances.size());
        forSomeUsers(user -> {
            String path = "/api/aggregates/user/" + id(user);
            List<Integer> statuses = instances.stream()
                    .map(each -> each.get(path, "Gregor-Forwarded", "a test").statusCode())
                    .toList();
            assertThat(statuses).containsOnlyOnce(200).contains(503);
            kept.incrementAndGet(statuses.indexOf(200));
        });
        assertThat(IntStream.range(0, kept.length()).map(kept::get)).doesNotContain(0);
    }

    @Test
    @Order(3)
    void readsItsWritesThroughOtherInstances() {
        for (int round = 0; round < ROUNDS; round++) {
            String id = id(round % 50);
            String body = "{\"username\":\"round-" + round + "\"}";
            String position = position(instance(round).post("/api/aggregates/user/" + id + "/commands/rename", body));
            JarProcess other = instance(round + 1);
            String renamed = "\"username\":\"round-" + round + "\"";
            assertThat(ok(other.get("/api/projections/user-by-id/" + id, "Gregor-Position", position)))
                    .contains(renamed);
            assertThat(ok(other.get("/api/aggregates/user/" + id, "Gregor-Position", position)))
                    .contains(renamed);
            assertThat(ok(other.get("/api/projections/users-by-status/PENDING?after=" + position)))
                    .contains("\"count\":" + USERS);
        }
    }

    @Test
    @Order(4)
    void answersAnOlderRowOnlyWithoutThePosition() {
        ok(instance(0).post("/api/projections/user-by-id/pause", ""));
        instances.forEach(instance -> awaitPaused(instance, true));
        String position = position(
                instance(0).post("/api/aggregates/user/" + id(3) + "/commands/rename", "{\"username\":\"later\"}"));
        String row = "/api/projections/user-by-id/" + id(3);
        for (JarProcess instance : instances) {
            assertThat(ok(instance.get(row))).doesNotContain("later");
            assertThat(instance.get(row, "Gregor-Position", position).statusCode())
                    .isEqualTo(504);
        }
        ok(instance(1).post("/api/projections/user-by-id/resume", ""));
        instances.forEach(instance -> awaitPaused(instance, false));
        for (JarProcess instance : instances) {
            assertThat(ok(instance.get(row, "Gregor-Position", position))).contains("later");
        }
    }

    private static void awaitPaused(JarProcess instance, boolean paused) {
        Awaitility.await()
                .until(() ->
                        instance.get("/health/ready").body().contains("'user-by-id' (build 1) is paused") == paused);
    }

    @Test
    @Order(5)
    void sumsUpHowReadModelsAreDoing() {
        for (JarProcess instance : instances) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(ok(instance.get("/api/projections")))
                            .contains("\"lag\":0,\"applied\":" + (USERS + ROUNDS + 1), "\"silentInstances\":[]"));
        }
    }

    @Test
    @Order(5)
    void readsFromTheEndAndCountsInEachInstance() throws IOException {
        String last = "user/%06d".formatted(USERS - 1);
        for (JarProcess instance : instances) {
            JsonNode page =
                    JSON.readTree(ok(instance.get("/api/projections/user-by-id?order=desc&limit=1&count=true")));
            assertThat(page.at("/rows/0/key").asText()).isEqualTo(last);
            assertThat(page.get("count").asInt()).isEqualTo(USERS);
            assertThat(ok(instance.get("/api/aggregates/user?order=desc&limit=1")))
                    .startsWith("{\"ids\":[\"" + last + "\"],");
        }
    }

    @Test
    @Order(6)
    void streamsARowFromEachInstanceUntilItMoves() {
        String id = id(7);
        List<EventStream> streams = instances.stream()
                .map(instance -> instance.stream("/api/projections/user-by-id/" + id))
                .toList();
        for (int round = 0; round < 5; round++) {
            String body = "{\"username\":\"live-" + round + "\"}";
            position(instance(round).post("/api/aggregates/user/" + id + "/commands/rename", body));
        }
        for (EventStream stream : streams) {
            Awaitility.await().untilAsserted(() -> {
                assertThat(stream.of("data").stream().skip(1)).hasSize(5);
                for (int round = 0; round < 5; round++) {
                    assertThat(stream.of("data").get(round + 1)).contains("\"username\":\"live-" + round + "\"");
                }
            });
        }
        rowStreams.addAll(streams);
    }

    @Test
    @Order(7)
    void scansEveryRowOnceWhileAnInstanceJoinsAndAnotherLeaves() throws IOException {
        JarProcess stays = instances.get(0);
        JarProcess leaves = instances.get(1);
        CompletableFuture<JarProcess> joining = starting("fourth");
        scanUntil(joining, () -> stays);
        instances.set(1, joining.join());
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(leaves::close);
        AtomicInteger turn = new AtomicInteger();
        scanUntil(leaving, () -> instance(turn.getAndIncrement()));
        for (int afterwards = 0; afterwards < 10; afterwards++) {
            scan(instance(afterwards));
        }
        leaving.join();
        assertThat(rowStreams).anyMatch(EventStream::hasEnded);
        rowStreams.forEach(EventStream::close);
    }

    private static void scanUntil(CompletableFuture<?> end, Supplier<JarProcess> instance) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    scan(instance.get());
                    return end.isDone();
                });
    }

    private static void scan(JarProcess instance) throws IOException {
        List<String> all =
                IntStream.range(0, USERS).mapToObj("user/%06d"::formatted).toList();
        assertThat(pages(instance, "/api/projections/user-by-id", "rows")).isEqualTo(all);
        assertThat(pages(instance, "/api/aggregates/user", "ids")).isEqualTo(all);
    }

    private static List<String> pages(JarProcess instance, String path, String field) throws IOException {
        List<String> keys = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            String next = path + "?limit=" + PAGE + "&cursor=" + cursor;
            JsonNode page = JSON.readTree(ok(patiently(() -> instance.get(next))));
            page.get(field)
                    .forEach(each -> keys.add(
                            each.isTextual() ? each.asText() : each.get("key").asText()));
            cursor = page.get("cursor").textValue();
        }
        return keys;
    }

    @Test
    @Order(8)
    void answersFromCopiesWhileTheInstanceThatHasTheRowsIsAway() {
        instances.remove(2).kill();

        forSomeUsers(user -> assertThat(ok(instance(user).get("/api/projections/user-by-id/" + id(user))))
                .contains("\"username\""));
    }

    @Test
    @Order(9)
    void answersEverythingAgainAfterAnInstanceWasKilled() {
        forSomeUsers(user -> {
            String path = "/api/aggregates/user/" + id(user);
            String position = position(patiently(() -> instance(user)
                    .post(
                            path + "/commands/rename",
                            "{\"username\":\"survivor\"}",
                            "Idempotency-Key",
                            "after " + user)));
            assertThat(ok(patiently(() -> instance(user + 1)
                            .get("/api/projections/user-by-id/" + id(user), "Gregor-Position", position))))
                    .contains("survivor");
            assertThat(ok(patiently(() -> instance(user + 1).get(path + "/events", "Gregor-Position", position))))
                    .containsOnlyOnce("survivor");
        });
    }

    /** Asks again as long as the answer is that it is to be asked again. */
    private static HttpResponse<String> patiently(Supplier<HttpResponse<String>> ask) {
        return Awaitility.await().atMost(Duration.ofMinutes(1)).until(ask::get, answer -> answer.statusCode() < 500);
    }

    @Test
    @Order(10)
    @EnabledIfSystemProperty(named = "gregor.it", matches = "all")
    void isReadyAndAnswersWithoutAnyPartition() throws IOException {
        Path config =
                Files.writeString(dir.resolve("one.properties"), "gregor.partitions=1\ngregor.topic-prefix=one.\n");
        List<CompletableFuture<JarProcess>> starting = List.of(
                starting("one", "--app", "one", "--config", config.toString()),
                starting("idle", "--app", "one", "--config", config.toString()));
        try (JarProcess one = starting.get(0).join();
                JarProcess other = starting.get(1).join()) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isReady(one) && isReady(other));
            for (JarProcess instance : List.of(one, other)) {
                String position = position(register(instance, "7", "Idempotency-Key", "7"));
                for (JarProcess asked : List.of(one, other)) {
                    assertThat(ok(asked.get("/api/projections/users-by-status/PENDING?after=" + position)))
                            .contains("\"count\":1");
                    assertThat(ok(asked.get("/api/aggregates/user/7"))).contains("name-7");
                }
            }
        }
    }

    private static boolean isReady(JarProcess instance) {
        return instance.get("/health/ready").statusCode() == 200;
    }
}
