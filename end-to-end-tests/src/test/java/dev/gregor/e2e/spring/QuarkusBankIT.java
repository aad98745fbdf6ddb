package dev.gregor.e2e.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The example on Quarkus as a user builds and runs it. It needs Maven's repositories. */
@EnabledIfSystemProperty(named = "gregor.it", matches = "all")
class QuarkusBankIT {

    @TempDir
    Path dir;

    @Test
    void itsTestsPassAndItServes() throws Exception {
        Path bank = new OutsideBuild(dir).build("quarkus-bank", UnaryOperator.identity(), "package");
        try (BankProcess process = BankProcess.start(bank, Map.of(), "-jar", "target/quarkus-app/quarkus-run.jar")
                .awaitOk(1, "/q/health/ready")) {
            assertThat(process.send("POST", "/accounts/1/deposits", "{\"cents\":20}")
                            .body())
                    .isEqualTo("{\"cents\":20}");
            assertThat(process.get("/accounts/1").body()).isEqualTo("{\"cents\":20}");
            assertThat(process.send("POST", "/accounts/1/deposits", "{\"cents\":0}")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(process.get("/q/health/ready").body()).contains("\"gregor\"");
            process.stop();
        }
    }
}
