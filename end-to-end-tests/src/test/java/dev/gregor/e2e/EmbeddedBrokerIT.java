package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two instances share the work around the broker that runs in the first. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedBrokerIT {

    private static final Pattern KAFKA = Pattern.compile("(?m)^Kafka +(\\S+) \\(in this process\\)");
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int USERS = 8;

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static JarProcess first;

    @SuppressWarnings("NullAway.Init")
    private static JarProcess second;

    private static String servers = "";

    @BeforeAll
    static void start() {
        first = JarProcess.start(dir.resolve("first").resolve("data"));
        Matcher kafka = KAFKA.matcher(first.output());
        assertThat(kafka.find()).isTrue();
        servers = kafka.group(1);
        for (int user = 0; user < USERS; user++) {
            assertThat(register(first, user).statusCode()).isEqualTo(200);
        }
        second = JarProcess.start(dir.resolve("second").resolve("data"), "--bootstrap-servers", servers);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    private static HttpResponse<String> register(JarProcess at, int user) {
        return at.post(
                "/api/aggregates/user/" + user + "/commands/register",
                "{\"username\":\"user-" + user + "\",\"email\":\"a@example.com\"}");
    }

    @Test
    @Order(1)
    void eachAnswersEverything() {
        for (JarProcess instance : List.of(first, second)) {
            for (int user = 0; user < USERS; user++) {
                String path = "/api/aggregates/user/" + user;
                await().atMost(WAIT)
                        .untilAsserted(() ->
                                assertThat(instance.get(path).statusCode()).isEqualTo(200));
            }
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(instance.get("/api/projections/users-by-status")
                                    .body())
                            .contains("{\"count\":" + USERS + "}"));
        }
        assertThat(List.of(first, second))
                .anySatisfy(instance -> assertThat(instance.get("/api/aggregates/user/0", "Gregor-Forwarded", "a test")
                                .statusCode())
                        .describedAs("what only the other one can answer")
                        .isEqualTo(503));
    }

    @Test
    @Order(2)
    void bothSayThatPartitionsWereAddedAndRefuseCommands() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createPartitions(Map.of("user.commands", NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
        for (JarProcess instance : List.of(first, second)) {
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(
                                    instance.get("/health/ready").body())
                            .contains("\"status\":503", "'user.commands' has 6 partitions, and had 4 at the start"));
            HttpResponse<String> refused = register(instance, 100);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("'user.commands' has 6 partitions");
        }
    }
}
