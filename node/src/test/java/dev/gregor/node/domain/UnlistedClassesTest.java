package dev.gregor.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlistedClassesTest {

    /** Stands for the base class of services. */
    public abstract static class Service {}

    /** Is to be served. */
    public static final class One extends Service {}

    /** Is a base class of the user's own. */
    public abstract static class Base extends Service {}

    /** Uses a service, and is none. */
    public static final class User {
        final Service used = new One();
    }

    @TempDir
    Path dir;

    private Path jar() throws IOException {
        Path jar = dir.resolve("domain.jar");
        try (FileSystem content =
                FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
            for (Class<?> each : new Class<?>[] {Service.class, One.class, Base.class, User.class}) {
                Path file = content.getPath(each.getName().replace('.', '/') + ".class");
                Files.createDirectories(file.getParent());
                try (var code = each.getResourceAsStream(file.getFileName().toString())) {
                    Files.copy(code, file);
                }
            }
        }
        return jar;
    }

    private static UnlistedClasses unlisted(Set<String> listed) {
        return new UnlistedClasses(
                UnlistedClassesTest.class.getClassLoader(), Map.of(Service.class, "service"), listed);
    }

    @Test
    void namesTheLineThatIsMissing() throws IOException {
        Path jar = jar();

        assertThat(unlisted(Set.of()).in(jar))
                .containsExactly(
                        "%s has the service UnlistedClassesTest$One, which is not served: add the line %s to META-INF/services/%s of the JAR"
                                .formatted(jar, One.class.getName(), Service.class.getName()));
    }

    @Test
    void passesOverWhatIsListed() throws IOException {
        assertThat(unlisted(Set.of(One.class.getName())).in(jar())).isEmpty();
    }

    @Test
    void readsAFolderOfClasses() throws IOException {
        Path classes = dir.resolve("classes");
        Path file = classes.resolve(One.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        try (var code = One.class.getResourceAsStream(file.getFileName().toString())) {
            Files.copy(code, file);
        }

        assertThat(unlisted(Set.of()).in(classes)).hasSize(1);
    }
}
