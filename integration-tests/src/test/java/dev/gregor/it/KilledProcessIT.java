package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is still there after {@code kill -9} of application and broker. */
class KilledProcessIT {

    @TempDir
    Path dir;

    @Test
    void keepsWhatItAcknowledged() {
        try (JarProcess app = JarProcess.start(dir.resolve("data"))) {
            for (int i = 0; i < 50; i++) {
                assertThat(register(app, i).statusCode()).isEqualTo(200);
            }
            app.kill();
        }
        try (JarProcess app = JarProcess.start(dir.resolve("data"))) {
            for (int i = 0; i < 50; i++) {
                String path = "/api/aggregates/user/" + i;
                String name = "\"username\":\"user" + i + "\"";
                await().untilAsserted(() -> assertThat(app.get(path).body()).contains(name));
            }
            assertThat(register(app, 0).body()).contains("\"replayed\":true");
            assertThat(app.post("/api/aggregates/user/0/commands/activate", "").body())
                    .contains("\"version\":2");
        }
    }

    private static java.net.http.HttpResponse<String> register(JarProcess app, int user) {
        String body = "{\"username\":\"user%d\",\"email\":\"user%d@example.com\"}".formatted(user, user);
        return app.post("/api/aggregates/user/" + user + "/commands/register", body, "Idempotency-Key", "key" + user);
    }
}
