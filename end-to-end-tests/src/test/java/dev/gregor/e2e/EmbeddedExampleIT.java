package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.stock.Main;
import dev.gregor.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example of a node in somebody's own process, as that process. */
class EmbeddedExampleIT {

    private static final String FIRST_RUN = """
            Ann was sent 10 pieces
            1 {"pieces": 100}
            2 {"pieces": 10, "customer": "ann"}
            """;

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    @TempDir
    Path dir;

    @Test
    void runsOverABrokerOfItsOwnAndGoesOnInItsFolder() throws Exception {
        assertThat(run()).contains(FIRST_RUN);
        assertThat(run()).contains("Ann was sent 20 pieces", "4 {\"pieces\": 10, \"customer\": \"ann\"}");
    }

    @Test
    void runsOverACluster() throws Exception {
        assertThat(run("--bootstrap-servers", BROKER.bootstrapServers())).contains(FIRST_RUN);
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(dir, "output", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .describedAs(Files.readString(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).describedAs(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
