package dev.gregor.node;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.node.personal.KeyPlace;
import dev.gregor.node.settings.Key;
import dev.gregor.node.settings.Settings;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.projection.Projection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures a node: its aggregates, its read models and its settings. Without {@link #aggregate} and {@link #projection} the node
 * runs what {@link java.util.ServiceLoader} finds on the class path and in the JARs of {@code gregor.domain}.
 *
 * <pre>{@code
 * Gregor gregor = Gregor.configure().app("bank").aggregate(new BankAccount())
 *         .set("gregor.partitions", "12").start();
 * }</pre>
 *
 * <p>Not thread-safe. Every method but {@link #create()} and {@link #start()} returns this builder.
 */
public final class GregorBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(GregorBuilder.class);
    private static final String SOURCE = "Gregor.configure()";

    private final @Nullable Settings given;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<AggregateRoot<?>> aggregates = new ArrayList<>();
    private final List<Projection<?>> projections = new ArrayList<>();
    private MessageTypes types = MessageTypes.none();
    private Telemetry telemetry = Telemetry.none();
    private @Nullable KeyPlace keys;
    private @Nullable OutboxOperations outbox;

    GregorBuilder() {
        this.given = null;
    }

    GregorBuilder(Settings given) {
        this.given = given;
    }

    /** Sets the name of the application, {@code app} by default. Nodes with one name on one cluster share the work. */
    public GregorBuilder app(String name) {
        return set(Key.APP.key(), name);
    }

    /** Sets the Kafka cluster, {@code host:port,...}. Without it a broker runs in this process, with its data in the data folder. */
    public GregorBuilder bootstrapServers(String servers) {
        if (requireNonNull(servers, "servers").isBlank()) {
            throw new IllegalArgumentException("There are no servers in '" + servers
                    + "', expected host:port,...; leave bootstrapServers out for a broker in this process");
        }
        return set(Key.BOOTSTRAP_SERVERS.key(), servers);
    }

    /** Sets the folder for stores and the id of the instance, {@code ./data} by default. One node may use it at a time. */
    public GregorBuilder dataDir(Path folder) {
        return set(Key.DATA_DIR.key(), folder.toString());
    }

    /**
     * Sets any setting of docs/configuration.md, {@code gregor.kafka.*} included. {@link #create()} checks it.
     *
     * @param name the name of the setting, such as {@code gregor.partitions}
     * @param value the value as text; a time has a unit, such as {@code 500ms} or {@code 24h}
     * @throws IllegalStateException if the node was configured with {@link Settings}, which cannot be changed
     */
    public GregorBuilder set(String name, String value) {
        if (given != null) {
            throw new IllegalStateException("The settings were given whole; set %s in them".formatted(name));
        }
        values.put(name, requireNonNull(value, () -> "There is no value for " + name));
        return this;
    }

    /** Adds an aggregate. */
    public GregorBuilder aggregate(AggregateRoot<?> aggregate) {
        aggregates.add(aggregate);
        return this;
    }

    /** Adds a read model. */
    public GregorBuilder projection(Projection<?> projection) {
        projections.add(projection);
        return this;
    }

    /**
     * Adds a message that the node {@linkplain Gregor#publisher() publishes}, beside its aggregates.
     *
     * @param type the logical type, such as {@code email.sent.v1}
     * @throws IllegalArgumentException if it is malformed, or the class or the type was given before
     */
    public GregorBuilder publishes(String type, Class<? extends SpecificRecord> data) {
        types = types.with(type, data);
        return this;
    }

    /**
     * Adds messages that the node {@linkplain Gregor#publisher() publishes}, beside its aggregates.
     *
     * @throws IllegalArgumentException if a class or a type was given before, unless it is the same class for the same type
     */
    public GregorBuilder publishes(MessageTypes messages) {
        types = types.with(messages);
        return this;
    }

    /**
     * Sets where the keys are that personal fields are sealed with, which is required if there are such fields. The node does not close
     * the store.
     *
     * @param store keeps the key of each subject
     * @param masters wrap the keys in the store
     */
    public GregorBuilder privacy(SubjectKeyStore store, MasterKeys masters) {
        keys = new KeyPlace(requireNonNull(store, "store"), requireNonNull(masters, "masters"));
        return this;
    }

    /**
     * Sets the outbox of the application, which operators see, publish from again and clean up over HTTP and by the command line.
     *
     * @param operations such as {@code Outbox.operations(dataSource)} of {@code gregor-sql}
     */
    public GregorBuilder outbox(OutboxOperations operations) {
        outbox = requireNonNull(operations, "operations");
        return this;
    }

    /**
     * Sets the registry for metrics, which nodes may share. A node that closes removes its metrics and does not close the registry.
     * Without it only JMX has metrics, those of Kafka.
     */
    public GregorBuilder meters(MeterRegistry registry) {
        telemetry = telemetry.with(registry);
        return this;
    }

    /**
     * Sets what takes commands ({@code gregor.command.send}) and queries ({@code gregor.query}) as observations. If it makes spans of them,
     * commands carry their trace to the events. Without it there are none.
     */
    public GregorBuilder observations(ObservationRegistry registry) {
        telemetry = telemetry.with(registry);
        return this;
    }

    /**
     * Returns a node that has locked its data folder but is not started. Close it also if you never start it.
     *
     * @throws dev.gregor.node.settings.SettingsException if a setting is unknown or has an impossible value
     * @throws StartException if there is no aggregate, or the data folder cannot be used or is used by another node
     * @throws dev.gregor.aggregate.DefinitionException if the definition of an aggregate or a read model is not consistent
     */
    public Gregor create() {
        Settings settings = given == null ? Settings.of(values, SOURCE) : given;
        Domain domain = aggregates.isEmpty() && projections.isEmpty()
                ? Domain.find(settings.domain())
                : Domain.of(aggregates, projections);
        return new Gregor(settings, domain, new Given(telemetry, keys, outbox), types);
    }

    /**
     * Starts a node and waits until it is ready: its stores are restored, and it answers commands and queries. While it waits, it logs
     * the reason every 15 seconds. Throws what {@link #create()} and {@link Gregor#start()} throw; nothing is left running then.
     *
     * @throws StartException if it cannot start; the message has the reason and the cure
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
