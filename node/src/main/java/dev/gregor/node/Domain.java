package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.event.EventCatalog;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.PublishedTypes;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.domain.UnlistedClasses;
import dev.gregor.node.settings.DomainSettings;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
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
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregates and read models that are served.
 *
 * @param roots the aggregates, by the names of their types
 * @param projections the read models
 * @param messages the messages beside them
 * @param loader where their classes are from
 */
record Domain(List<AggregateRoot<?>> roots, List<Projection<?>> projections, Messages messages, ClassLoader loader) {

    private static final Logger LOG = LoggerFactory.getLogger(Domain.class);

    /**
     * These, with the class loader of the first.
     *
     * @throws StartException if there is no aggregate, or two are of one type
     * @throws dev.gregor.aggregate.DefinitionException if one contradicts itself
     */
    static Domain of(List<AggregateRoot<?>> aggregates, List<Projection<?>> projections) {
        if (aggregates.isEmpty()) {
            throw new StartException("There is no aggregate, only read models: add aggregate(...)", null);
        }
        projections.forEach(Projection::definition);
        return new Domain(
                List.copyOf(byType(aggregates).values()),
                List.copyOf(projections),
                Messages.none(),
                aggregates.get(0).getClass().getClassLoader());
    }

    /**
     * Finds them with {@link ServiceLoader} on the class path and in JARs.
     *
     * @throws StartException if there is none, or one cannot be loaded
     * @throws dev.gregor.aggregate.DefinitionException if one contradicts itself
     */
    static Domain find(DomainSettings settings) {
        ClassLoader loader = loader(settings.jars());
        List<AggregateRoot<?>> roots = roots(loader);
        List<Projection<?>> projections = new ArrayList<>();
        load(Projection.class, loader).forEach(projections::add);
        Map<String, AggregateRoot<?>> found = byType(roots);
        Messages messages = messages(loader);
        List<Object> served = new ArrayList<>(roots);
        served.addAll(projections);
        served.addAll(messages.subscribers());
        served.addAll(messages.flows());
        List<String> unlisted = unlisted(settings.jars(), loader, served);
        unlisted.forEach(LOG::info);
        Set<String> unknown = new TreeSet<>(settings.only());
        unknown.removeAll(found.keySet());
        if (!unknown.isEmpty() || found.isEmpty()) {
            throw new StartException(
                    "There is no aggregate type %s, only %s: correct gregor.only, or add the JAR to gregor.domain%s"
                            .formatted(
                                    unknown,
                                    found.keySet(),
                                    unlisted.isEmpty() ? "" : ". " + String.join(". ", unlisted)),
                    null);
        }
        if (!settings.only().isEmpty()) {
            EventCatalog events = EventCatalog.of(definitions(found.values()));
            projections.removeIf(each -> isLeftOut(each, settings.only(), events));
            found.keySet().retainAll(settings.only());
        }
        return new Domain(List.copyOf(found.values()), List.copyOf(projections), messages, loader);
    }

    /** Whether it reads events of a type that is not served; tells so if it reads those of one that is, too. */
    private static boolean isLeftOut(Projection<?> projection, Set<String> only, EventCatalog events) {
        Set<String> missing = new TreeSet<>(projection.definition().aggregateTypes(events));
        boolean concerned = missing.removeAll(only);
        if (concerned && !missing.isEmpty()) {
            LOG.info(
                    "Read model '{}' is not served: it needs {} as well, which gregor.only (--only) leaves out",
                    projection.definition().name(),
                    missing);
        }
        return !missing.isEmpty();
    }

    private static Messages messages(ClassLoader loader) {
        MessageTypes types = MessageTypes.none();
        for (PublishedTypes each : load(PublishedTypes.class, loader)) {
            types = types.with(each.types());
        }
        return new Messages(types, load(Subscriber.class, loader), load(Flow.class, loader));
    }

    private static List<String> unlisted(List<Path> jars, ClassLoader loader, List<Object> served) {
        Map<Class<?>, String> services = Map.of(
                AggregateRoot.class,
                "aggregate",
                Projection.class,
                "read model",
                Subscriber.class,
                "subscriber",
                Flow.class,
                "flow");
        Set<String> listed =
                served.stream().map(each -> each.getClass().getName()).collect(Collectors.toSet());
        var classes = new UnlistedClasses(loader, services, listed);
        return jars.stream().flatMap(jar -> classes.in(jar).stream()).toList();
    }

    private static ClassLoader loader(List<Path> jars) {
        ClassLoader parent = Domain.class.getClassLoader();
        return jars.isEmpty()
                ? parent
                : new URLClassLoader("domain", jars.stream().map(Domain::url).toArray(URL[]::new), parent);
    }

    /** A class loader passes over what is no JAR. */
    private static URL url(Path jar) {
        try {
            if (!Files.isDirectory(jar)) {
                new JarFile(jar.toFile()).close();
            }
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new StartException(
                    "%s is no JAR that can be used (%s): give JARs with aggregates and projections to gregor.domain"
                            .formatted(jar, e.getMessage()),
                    e);
        }
    }

    private static List<AggregateRoot<?>> roots(ClassLoader loader) {
        List<AggregateRoot<?>> roots = new ArrayList<>();
        for (AggregateRoot<?> root : load(AggregateRoot.class, loader)) {
            roots.add(root);
        }
        return roots;
    }

    private static Map<String, AggregateRoot<?>> byType(Iterable<? extends AggregateRoot<?>> roots) {
        Map<String, AggregateRoot<?>> found = new TreeMap<>();
        for (AggregateRoot<?> root : roots) {
            String type = root.definition().type();
            if (found.put(type, root) != null) {
                throw new StartException(
                        "There are two aggregates of the type '%s', one of them %s: rename or remove one"
                                .formatted(type, root.getClass().getName()),
                        null);
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

    private static List<AggregateDefinition<?>> definitions(Collection<AggregateRoot<?>> roots) {
        return roots.stream()
                .<AggregateDefinition<?>>map(AggregateRoot::definition)
                .toList();
    }

    /** The definitions of the aggregates. */
    List<AggregateDefinition<?>> aggregates() {
        return definitions(roots);
    }

    /**
     * The definition of an aggregate.
     *
     * @throws IllegalArgumentException if it is not served
     */
    <S extends SpecificRecord> AggregateDefinition<S> aggregate(Class<? extends AggregateRoot<S>> aggregate) {
        return aggregate.cast(find(roots, aggregate, "aggregate")).definition();
    }

    /**
     * The definition of a read model.
     *
     * @throws IllegalArgumentException if it is not served
     */
    <R extends SpecificRecord> ProjectionDefinition<R> projection(Class<? extends Projection<R>> projection) {
        return projection.cast(find(projections, projection, "projection")).definition();
    }

    /**
     * Accepts the commands of the aggregates.
     *
     * @throws IllegalArgumentException if this is none of them
     */
    void requireCommand(MessageType type) {
        if (roots.stream()
                .noneMatch(root -> root.definition().command(type.toString()).isPresent())) {
            throw new IllegalArgumentException("The node runs no aggregate with the command '%s', only %s"
                    .formatted(
                            type,
                            roots.stream()
                                    .flatMap(root -> root.definition().commands().stream())
                                    .map(CommandDefinition::type)
                                    .sorted()
                                    .toList()));
        }
    }

    private static <T> T find(List<T> served, Class<? extends T> wanted, String what) {
        return served.stream()
                .filter(each -> each.getClass() == wanted)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The node runs no %s %s, only %s"
                        .formatted(
                                what,
                                wanted.getName(),
                                served.stream()
                                        .map(each -> each.getClass().getSimpleName())
                                        .toList())));
    }

    /** The definitions of the read models. */
    Collection<ProjectionDefinition<?>> projectionDefinitions() {
        List<ProjectionDefinition<?>> definitions = new ArrayList<>();
        projections.forEach(each -> definitions.add(each.definition()));
        return definitions;
    }
}
