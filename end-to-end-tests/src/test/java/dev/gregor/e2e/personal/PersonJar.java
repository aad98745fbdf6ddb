package dev.gregor.e2e.personal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A JAR with the persons, as their owner would build it. */
final class PersonJar {

    private static final Map<String, String> SERVICES = Map.of(
            "dev.gregor.aggregate.AggregateRoot",
            Person.class.getName(),
            "dev.gregor.projection.Projection",
            PersonsById.class.getName() + '\n' + Labels.class.getName());

    private PersonJar() {}

    static Path write(Path file) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> each : SERVICES.entrySet()) {
                add(jar, "META-INF/services/" + each.getKey(), each.getValue().getBytes(UTF_8));
            }
            String folder = Person.class.getPackageName().replace('.', '/');
            Path classes = Path.of("target/test-classes").resolve(folder);
            try (Stream<Path> all = Files.list(classes)) {
                for (Path each : all.toList()) {
                    add(jar, folder + '/' + each.getFileName(), Files.readAllBytes(each));
                }
            }
        }
        return file;
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
