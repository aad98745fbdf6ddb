package dev.gregor.node;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.node.settings.Key;
import dev.gregor.node.settings.Settings;
import dev.gregor.projection.Projection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a node runs and with which settings. Without {@link #aggregate} and {@link #projection} it runs what
 * {@link java.util.ServiceLoader} finds on the class path and in the JARs of {@code gregor.domain}. Used by one thread.
 */
public final class GregorBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(GregorBuilder.class);
    private static final String SOURCE = "Gregor.configure()";

    private final @Nullable Settings given;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<AggregateRoot<?>> aggregates = new ArrayList<>();
    private final List<Projection<?>> projections = new ArrayList<>();
    private MeterRegistry meters = new SimpleMeterRegistry();

    GregorBuilder() {
        this.given = null;
    }

    GregorBuilder(Settings given) {
        this.given = given;
    }

    /** Names the application: instances with one name on one cluster share the work. */
    public GregorBuilder app(String name) {
        return set(Key.APP.key(), name);
    }

    /** Uses a Kafka cluster, {@code host:port,...}; without one a broker runs in this process, with its data in the data folder. */
    public GregorBuilder bootstrapServers(String servers) {
        return set(Key.BOOTSTRAP_SERVERS.key(), servers);
    }

    /** Keeps everything in this folder, {@code ./data} by default; one node has it at a time. */
    public GregorBuilder dataDir(Path folder) {
        return set(Key.DATA_DIR.key(), folder.toString());
    }

    /**
     * Sets any setting of docs/configuration.md, also {@code gregor.kafka.*}.
     *
     * @param name such as {@code gregor.partitions}
     * @throws IllegalStateException if the node was configured with {@link Settings}
     */
    public GregorBuilder set(String name, String value) {
        if (given != null) {
            throw new IllegalStateException("The settings were given whole; set %s in them".formatted(name));
        }
        values.put(name, value);
        return this;
    }

    /** Runs an aggregate. */
    public GregorBuilder aggregate(AggregateRoot<?> aggregate) {
        aggregates.add(aggregate);
        return this;
    }

    /** Builds a read model. */
    public GregorBuilder projection(Projection<?> projection) {
        projections.add(projection);
        return this;
    }

    /** Puts metrics into this registry, which stays open; without one they can only be seen over JMX. */
    public GregorBuilder meters(MeterRegistry registry) {
        meters = registry;
        return this;
    }

    /**
     * A node that has taken its data folder but is not started yet.
     *
     * @throws dev.gregor.node.settings.SettingsException if a setting is unknown or has an impossible value
     * @throws StartException if there is no aggregate, or the folder cannot be used or another node has it
     * @throws dev.gregor.aggregate.DefinitionException if an aggregate or a read model contradicts itself
     */
    public Gregor create() {
        Settings settings = given == null ? Settings.of(values, SOURCE) : given;
        Domain domain = aggregates.isEmpty() && projections.isEmpty()
                ? Domain.find(settings.domain())
                : Domain.of(aggregates, projections);
        return new Gregor(settings, domain, meters);
    }

    /**
     * A node that is ready: its stores are restored, and commands and queries are answered. Waits as long as that takes, and logs
     * for what.
     *
     * @throws StartException as {@link #create()} and {@link Gregor#start()} do; nothing is left running then
     */
    public Gregor start() {
        Gregor gregor = create();
        try {
            gregor.start();
            gregor.awaitReady(obstacle -> LOG.info("Not ready yet: {}", obstacle));
            return gregor;
        } catch (RuntimeException | Error e) {
            gregor.close();
            throw e;
        }
    }
}
