package dev.gregor.app;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.app.config.DomainSettings;
import dev.gregor.event.EventCatalog;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The aggregates and read models that are served.
 *
 * @param aggregates the aggregate types, by name
 * @param projections the read models
 * @param loader where their classes are from
 */
record Domain(List<AggregateDefinition<?>> aggregates, List<Projection<?>> projections, ClassLoader loader) {

    /**
     * Finds them with {@link ServiceLoader} on the class path and in JARs.
     *
     * @throws StartException if there is none, or one cannot be loaded
     * @throws dev.gregor.aggregate.DefinitionException if one contradicts itself
     */
    static Domain find(DomainSettings settings) {
        ClassLoader loader = loader(settings.jars());
        Map<String, AggregateDefinition<?>> found = aggregates(loader);
        Set<String> unknown = new TreeSet<>(settings.only());
        unknown.removeAll(found.keySet());
        if (!unknown.isEmpty() || found.isEmpty()) {
            throw new StartException(
                    "There is no aggregate type %s, only %s: correct --only, or add the JAR with --domain"
                            .formatted(unknown, found.keySet()),
                    null);
        }
        List<Projection<?>> projections = projections(loader, settings.only(), EventCatalog.of(found.values()));
        if (!settings.only().isEmpty()) {
            found.keySet().retainAll(settings.only());
        }
        return new Domain(List.copyOf(found.values()), projections, loader);
    }

    private static ClassLoader loader(List<Path> jars) {
        ClassLoader parent = Domain.class.getClassLoader();
        return jars.isEmpty()
                ? parent
                : new URLClassLoader("domain", jars.stream().map(Domain::url).toArray(URL[]::new), parent);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new StartException("The JAR %s cannot be used (%s)".formatted(jar, e), e);
        }
    }

    private static Map<String, AggregateDefinition<?>> aggregates(ClassLoader loader) {
        Map<String, AggregateDefinition<?>> found = new TreeMap<>();
        for (AggregateRoot<?> root : load(AggregateRoot.class, loader)) {
            AggregateDefinition<?> definition = root.definition();
            if (found.put(definition.type(), definition) != null) {
                throw new StartException(
                        "There are two aggregates of the type '%s', one of them %s: rename or remove one"
                                .formatted(definition.type(), root.getClass().getName()),
                        null);
            }
        }
        return found;
    }

    private static List<Projection<?>> projections(ClassLoader loader, Set<String> only, EventCatalog events) {
        List<Projection<?>> found = new ArrayList<>();
        for (Projection<?> projection : load(Projection.class, loader)) {
            if (only.isEmpty() || only.containsAll(projection.definition().aggregateTypes(events))) {
                found.add(projection);
            }
        }
        return found;
    }

    private static <T> List<T> load(Class<T> service, ClassLoader loader) {
        try {
            return ServiceLoader.load(service, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException(
                    "%s (%s): see that the class is public with a public constructor without parameters, and that its JAR was built for this version"
                            .formatted(e.getMessage(), cause),
                    e);
        }
    }

    /** The definitions of the read models. */
    Collection<ProjectionDefinition<?>> projectionDefinitions() {
        List<ProjectionDefinition<?>> definitions = new ArrayList<>();
        projections.forEach(each -> definitions.add(each.definition()));
        return definitions;
    }
}
