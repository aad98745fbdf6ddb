package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuild and verify from the command line, on the data of an application that has stopped. */
class TasksIT {

    private static final String JOHN = "{\"username\":\"john\",\"email\":\"john@example.com\"}";

    @TempDir
    static Path dir;

    private static Path data() {
        return dir.resolve("data");
    }

    @BeforeAll
    static void write() {
        try (JarProcess app = JarProcess.start(data())) {
            app.post("/api/aggregates/user/42/commands/register", JOHN);
            app.post("/api/aggregates/user/42/commands/activate", "{}");
        }
    }

    @Test
    void verifiesRebuildsAndGoesOn() {
        assertThat(JarProcess.run(data(), "verify", "user"))
                .startsWith("0 ")
                .contains("2 events and 1 aggregates compared: all is well")
                .doesNotContain("Exception");
        assertThat(JarProcess.run(data(), "rebuild", "user"))
                .startsWith("0 ")
                .contains("user.events: 2 events read in ")
                .contains("The stores of 1 aggregates are made again.");

        try (JarProcess app = JarProcess.start(data())) {
            var next =
                    app.post("/api/aggregates/user/42/commands/rename", "{\"username\":\"jim\"}", "If-Match", "\"2\"");
            assertThat(next.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void namesTheTypesThatThereAre() {
        assertThat(JarProcess.run(data(), "rebuild", "usr"))
                .startsWith("1 ")
                .contains("There is no aggregate type 'usr'; expected one of: user");
    }
}
