package dev.gregor.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** JARs with the example domain, as its users would build it. */
public final class DomainJar {

    private static final String PROJECTIONS = "META-INF/services/dev.gregor.projection.Projection";

    private DomainJar() {}

    /** Writes a JAR of the example, with some more projections. */
    public static Path write(Path file, Class<?>... more) throws IOException {
        return write(file, Path.of(System.getProperty("gregor.example.resources", "missing")), more);
    }

    /** Writes a JAR of the example whose service files are in this folder. */
    static Path write(Path file, Path resources, Class<?>... more) throws IOException {
        StringBuilder projections = new StringBuilder(Files.readString(resources.resolve(PROJECTIONS)));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            addAll(jar, Path.of(System.getProperty("gregor.example.classes", "missing")), "com/example/");
            addAll(jar, resources, "");
            for (Class<?> each : more) {
                projections.append('\n').append(each.getName());
                String name = each.getName().replace('.', '/') + ".class";
                try (InputStream code = each.getResourceAsStream('/' + name)) {
                    add(jar, name, code == null ? new byte[0] : code.readAllBytes());
                }
            }
            add(jar, PROJECTIONS, projections.toString().getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static void addAll(JarOutputStream jar, Path root, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(PROJECTIONS))
                    .forEach(file -> add(jar, prefix + root.relativize(file), file));
        }
    }

    private static void add(JarOutputStream jar, String name, Path file) {
        try {
            add(jar, name, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
