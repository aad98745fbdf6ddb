package dev.gregor.node.domain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the aggregates and read models in JARs that no service file lists, so that nobody would serve them. */
public final class UnlistedClasses {

    private static final String CLASS = ".class";

    private final ClassLoader loader;
    private final Map<Class<?>, String> services;
    private final Set<String> listed;

    /**
     * Loads what looks like a service, without running any of its code.
     *
     * @param loader of the JARs
     * @param services the classes of services, with what people call one
     * @param listed the names of the classes that service files list
     */
    public UnlistedClasses(ClassLoader loader, Map<Class<?>, String> services, Set<String> listed) {
        this.loader = loader;
        this.services = Map.copyOf(services);
        this.listed = Set.copyOf(listed);
    }

    /**
     * A sentence for each, with the line that is missing.
     *
     * @param jar a JAR, or a folder of classes
     * @throws UncheckedIOException if it cannot be read
     */
    public List<String> in(Path jar) {
        try {
            if (Files.isDirectory(jar)) {
                return in(jar, jar);
            }
            try (FileSystem content = FileSystems.newFileSystem(jar)) {
                return in(jar, content.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " cannot be read", e);
        }
    }

    private List<String> in(Path jar, Path root) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(CLASS))
                    .sorted()
                    .toList()) {
                if (isCandidate(file)) {
                    missing(jar, name(root.relativize(file).toString())).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** A subclass names its superclass, among other names. */
    private boolean isCandidate(Path file) throws IOException {
        String code = new String(Files.readAllBytes(file), ISO_8859_1);
        return services.keySet().stream()
                .anyMatch(each -> code.contains(each.getName().replace('.', '/')));
    }

    private static String name(String file) {
        return file.substring(0, file.length() - CLASS.length())
                .replace('/', '.')
                .replace('\\', '.');
    }

    private Optional<String> missing(Path jar, String name) {
        if (listed.contains(name)) {
            return Optional.empty();
        }
        return services.entrySet().stream()
                .filter(each -> isOne(each.getKey(), name))
                .map(each -> "%s has the %s %s, which is not served: add the line %s to META-INF/services/%s of the JAR"
                        .formatted(
                                jar,
                                each.getValue(),
                                name.substring(name.lastIndexOf('.') + 1),
                                name,
                                each.getKey().getName()))
                .findFirst();
    }

    private boolean isOne(Class<?> service, String name) {
        try {
            Class<?> found = Class.forName(name, false, loader);
            return service.isAssignableFrom(found)
                    && Modifier.isPublic(found.getModifiers())
                    && !Modifier.isAbstract(found.getModifiers())
                    && Modifier.isPublic(found.getConstructor().getModifiers());
        } catch (ClassNotFoundException | NoSuchMethodException | LinkageError e) {
            return false; // It cannot be loaded or made, so it is not meant to be served.
        }
    }
}
