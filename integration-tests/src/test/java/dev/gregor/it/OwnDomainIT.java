package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JAR with somebody's own aggregate and read model is served by the application. */
class OwnDomainIT {

    @TempDir
    Path dir;

    @Test
    void servesADomainJar() throws IOException {
        Path domain = DomainJar.write(dir.resolve("bank-account.jar"));

        try (JarProcess app =
                JarProcess.start(dir.resolve("data"), "--domain", domain.toString(), "--only", "bank-account")) {
            var opened = app.post("/api/aggregates/bank-account/7/commands/open", "{\"owner\":\"ann\"}");
            assertThat(opened.body()).contains("bank-account.opened.v1");
            String position = opened.headers().firstValue("Gregor-Position").orElseThrow();
            assertThat(app.get("/api/projections/accounts-by-owner/ann?after=" + position)
                            .body())
                    .isEqualTo("{\"key\":\"ann\",\"value\":{\"accounts\":1}}");
            assertThat(app.post("/api/aggregates/user/1/commands/activate", "{}")
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}
