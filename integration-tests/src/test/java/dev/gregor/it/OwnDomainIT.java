package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JAR with somebody's own aggregate and read model is served by the application. */
class OwnDomainIT {

    @TempDir
    Path dir;

    @Test
    void servesADomainJar() throws IOException {
        Path domain = dir.resolve("bank-account.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(domain))) {
            addAll(jar, Path.of(System.getProperty("gregor.example.classes", "missing")), "com/example/");
            addAll(jar, Path.of(System.getProperty("gregor.example.resources", "missing")), "");
        }

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

    private static void addAll(JarOutputStream jar, Path root, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile).forEach(file -> add(jar, prefix + root.relativize(file), file));
        }
    }

    private static void add(JarOutputStream jar, String name, Path file) {
        try {
            jar.putNextEntry(new JarEntry(name));
            Files.copy(file, jar);
            jar.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
