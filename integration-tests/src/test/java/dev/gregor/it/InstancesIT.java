package dev.gregor.it;

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
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Several instances on one cluster share the work, and each of them answers everything. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstancesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USERS = 100;

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    private static final List<JarProcess> instances = new ArrayList<>();
    private static final List<String> positions = new ArrayList<>();

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        CompletableFuture<JarProcess> first = starting("first");
        CompletableFuture<JarProcess> second = starting("second");
        instances.add(first.join());
        instances.add(second.join());
        for (int user = 0; user < USERS; user++) {
            positions.add(position(register(instance(user), id(user))));
        }
    }

    private static CompletableFuture<JarProcess> starting(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-servers", broker.bootstrapServers()));
        all.addAll(List.of(options));
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
        return "user/%03d".formatted(user).replace("/", "%2F");
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
        for (int user = 0; user < USERS; user++) {
            String name = "\"name-user-%03d\"".formatted(user);
            for (JarProcess instance : instances) {
                String path = "/api/aggregates/user/" + id(user);
                HttpResponse<String> state = instance.get(path, "Gregor-Position", positions.get(user));
                assertThat(ok(state)).contains(name, "\"version\":1");
                assertThat(state.headers().firstValue("ETag")).contains("\"1\"");
                assertThat(ok(instance.get(path + "/events"))).contains(name, "\"next\":null");
                assertThat(ok(instance.get(
                                "/api/projections/user-by-id/" + id(user) + "?after=" + positions.get(user))))
                        .contains(name);
            }
        }
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
        int[] kept = new int[instances.size()];
        for (int user = 0; user < USERS; user++) {
            String path = "/api/aggregates/user/" + id(user);
            int[] statuses = instances.stream()
                    .mapToInt(
                            each -> each.get(path, "Gregor-Forwarded", "a test").statusCode())
                    .toArray();
            assertThat(statuses).containsOnlyOnce(200).contains(503);
            kept[statuses[0] == 200 ? 0 : 1]++;
        }
        assertThat(kept).doesNotContain(0);
    }

    @Test
    @Order(3)
    void readsItsWritesThroughOtherInstances() {
        for (int round = 0; round < 200; round++) {
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
    void mayReadStaleRowsWithoutThePosition() {
        int stale = 0;
        for (int round = 0; round < 100; round++) {
            String id = id(round % 50);
            String body = "{\"username\":\"again-" + round + "\"}";
            position(instance(round).post("/api/aggregates/user/" + id + "/commands/rename", body));
            String row = ok(instance(round + 1).get("/api/projections/user-by-id/" + id));
            stale += row.contains("again-" + round) ? 0 : 1;
        }
        assertThat(stale)
                .describedAs("stale reads, without which the test before proves nothing")
                .isPositive();
    }

    @Test
    @Order(5)
    void sumsUpHowReadModelsAreDoing() {
        for (JarProcess instance : instances) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(ok(instance.get("/api/projections")))
                            .contains("\"lag\":0,\"applied\":" + (USERS + 300), "\"silentInstances\":[]"));
        }
    }

    @Test
    @Order(6)
    void scansEveryRowOnceWhileAnInstanceJoinsAndAnotherLeaves() throws IOException {
        JarProcess stays = instances.get(0);
        JarProcess leaves = instances.get(1);
        CompletableFuture<JarProcess> joining = starting("third");
        while (!joining.isDone()) {
            scan(stays);
        }
        instances.set(1, joining.join());
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(leaves::close);
        int afterwards = 0;
        for (int scans = 0; afterwards < 10; scans++) {
            scan(instance(scans));
            afterwards += leaving.isDone() ? 1 : 0;
        }
        leaving.join();
    }

    private static void scan(JarProcess instance) throws IOException {
        List<String> keys = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = JSON.readTree(ok(instance.get("/api/projections/user-by-id?limit=70&cursor=" + cursor)));
            page.get("rows").forEach(row -> keys.add(row.get("key").asText()));
            cursor = page.get("cursor").textValue();
        }
        assertThat(keys)
                .isEqualTo(IntStream.range(0, USERS)
                        .mapToObj("user/%03d"::formatted)
                        .toList());
    }

    @Test
    @Order(7)
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
