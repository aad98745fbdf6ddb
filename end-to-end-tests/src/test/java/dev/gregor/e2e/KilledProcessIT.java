package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is still there after {@code kill -9} of application and broker, and after a rebuild from the events. */
class KilledProcessIT {

    private static final int USERS = 50;
    private static final int AT_ONCE = 10;

    @TempDir
    Path dir;

    @Test
    void keepsWhatItAcknowledged() {
        try (JarProcess app = JarProcess.start(data())) {
            AtOnce.forEach(
                    IntStream.range(0, USERS),
                    AT_ONCE,
                    user -> assertThat(register(app, user).statusCode()).isEqualTo(200));
            app.kill();
        }
        try (JarProcess app = JarProcess.start(data())) {
            for (int user = 0; user < USERS; user++) {
                String path = "/api/aggregates/user/" + user;
                String name = "\"username\":\"user" + user + "\"";
                await().untilAsserted(() -> assertThat(app.get(path).body()).contains(name));
            }
            assertThat(register(app, 0).body()).contains("\"replayed\":true");
        }
        verifiesAndRebuilds();
        JarProcess last = JarProcess.start(data());
        try (last) {
            assertThat(register(last, 0).body()).contains("\"replayed\":true");
            assertThat(last.post("/api/aggregates/user/0/commands/activate", "", "If-Match", "\"1\"")
                            .body())
                    .contains("\"version\":2");
        }
        assertThat(last.output()).doesNotContain("\tat ", "Exception");
    }

    private Path data() {
        return dir.resolve("data");
    }

    private void verifiesAndRebuilds() {
        assertThat(JarProcess.run(data(), "rebuild", "usr"))
                .startsWith("1 ")
                .contains("There is no aggregate type 'usr', only user: correct it");
        assertThat(JarProcess.run(data(), "verify", "user"))
                .startsWith("0 ")
                .contains("50 events and 50 aggregates compared: all is well")
                .doesNotContain("Exception");
        assertThat(JarProcess.run(data(), "rebuild", "user"))
                .startsWith("0 ")
                .contains("user.events: 50 events read in ")
                .contains("The stores of 50 aggregates are made again.");
    }

    private static HttpResponse<String> register(JarProcess app, int user) {
        String body = "{\"username\":\"user%d\",\"email\":\"user%d@example.com\"}".formatted(user, user);
        return app.post("/api/aggregates/user/" + user + "/commands/register", body, "Idempotency-Key", "key" + user);
    }
}
