package dev.gregor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user gets along with the client, beside Avro and what that brings. */
class ClientSizeIT {

    private static final long MOST_BYTES = 1_000_000;

    @Test
    void isSmallAndBringsNoKafkaAndNoServer() throws IOException {
        try (Stream<Path> brought = Files.list(Path.of(System.getProperty("gregor.client.brought")))) {
            List<Path> jars = Stream.concat(brought, Stream.of(Path.of(System.getProperty("gregor.client.jar"))))
                    .toList();
            long bytes = 0;
            for (Path jar : jars) {
                bytes += Files.size(jar);
            }

            assertThat(jars)
                    .extracting(jar -> jar.getFileName().toString())
                    .anyMatch(name -> name.startsWith("gregor-model"))
                    .anyMatch(name -> name.startsWith("gregor-client"))
                    .allMatch(name -> name.matches("(gregor-(client|model|json)|jspecify)-.*\\.jar"));
            assertThat(bytes).isLessThan(MOST_BYTES);
        }
    }
}
