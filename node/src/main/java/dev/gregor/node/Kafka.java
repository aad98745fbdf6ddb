package dev.gregor.node;

import dev.gregor.broker.BrokerException;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.topic.MessageTopics;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.settings.ClusterSettings;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.ClockCheck;
import dev.gregor.node.watch.ControllerClock;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster that is worked with.
 *
 * @param client settings of Kafka clients
 * @param replicationFactor of new topics
 * @param broker its broker, if that runs in this process; null for a cluster elsewhere
 */
record Kafka(
        Map<String, Object> client,
        short replicationFactor,
        @Nullable LocalBroker broker) {

    private static final Logger LOG = LoggerFactory.getLogger(Kafka.class);
    private static final String HOST = "127.0.0.1";
    private static final int LOOK_MS = 5_000;
    private static final Duration LOOK_LIMIT = Duration.ofMinutes(1);
    private static final String BROKER_ALONE =
            ". The command `broker` of the JAR runs the broker of this folder without the application, for Kafka's tools";

    /**
     * The cluster of the settings, else a new broker in this process.
     *
     * @param failed takes the reason if that broker stops working by itself
     */
    static Kafka open(Settings settings, DataDir data, Closing closing, Consumer<? super BrokerException> failed) {
        ClusterSettings cluster = settings.cluster();
        if (cluster.bootstrapServers() != null) {
            return new Kafka(client(cluster, cluster.bootstrapServers()), cluster.replicationFactor(), null);
        }
        LocalBroker broker = closing.add(LocalBroker.start(BrokerSettings.in(data.kafka())
                .withHost(HOST)
                .withClientPort(settings.instance().kafkaPort())));
        broker.failure().thenAcceptAsync(failed);
        return new Kafka(client(cluster, broker.bootstrapServers()), (short) 1, broker);
    }

    private static Map<String, Object> client(ClusterSettings cluster, String servers) {
        Map<String, Object> client = new HashMap<>(cluster.kafka());
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        return client;
    }

    String servers() {
        return String.valueOf(client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** The names of all topics. */
    Set<String> topics(Admin admin) {
        return new TopicProvisioner(admin, replicationFactor, false).existing();
    }

    /** Makes sure that these topics are there and as they have to be. */
    void provide(Settings settings, Collection<TopicSpec> specs) {
        administer(admin -> {
            var topics = new TopicProvisioner(
                            admin, replicationFactor, settings.cluster().eventsMayExpire())
                    .lookingWith(client);
            try {
                (inProcess() ? topics.owningTopics() : topics).provide(specs);
            } catch (PermanentException e) {
                throw inProcess() ? new PermanentException(e.getMessage() + BROKER_ALONE, e) : e;
            }
            new MessageTopics(admin, replicationFactor)
                    .provide(settings.cluster().topics());
        });
    }

    /**
     * Refuses to go on if the cluster does not let its clients do this, as far as it says what it lets them do.
     *
     * @throws StartException if it does not, with the name of each right that is missing, and what gives it
     */
    void requireRights(Supplier<Rights> rights) {
        RightsCheck check = new RightsCheck(client);
        if (inProcess() || !check.isDue()) {
            return;
        }
        try {
            check.inWords(check.needed(rights.get())).ifPresent(missing -> {
                throw new StartException("Rights are missing at the cluster: " + missing, null);
            });
        } catch (AuthenticationException e) {
            throw unusable(e);
        } catch (KafkaException e) {
            LOG.warn("The cluster does not say what it allows; what it refuses is told then: {}", e.toString());
        }
    }

    /** Makes sure that no application of another name handles these commands. */
    void refuseOtherWriters(String app, Collection<String> commandTopics) {
        administer(admin -> new OtherWriters(admin).refuse(app, commandTopics));
    }

    /** Lets the topics that Kafka Streams made before take what may be written now, and keep it. */
    void putRight(InternalTopics topics) {
        administer(topics::putRight);
    }

    /** Whether its broker runs in this process. */
    boolean inProcess() {
        return broker != null;
    }

    /**
     * Aborts what keeps consumers of a broker of ours waiting after it was killed; of other clusters others take care.
     */
    void abortHangingTransactions() {
        if (broker != null) {
            broker.abortHangingTransactions();
        }
    }

    /** A client that waits at most some seconds for each answer. */
    Admin promptAdmin() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LOOK_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOK_MS);
        return Admin.create(config);
    }

    /**
     * Why nothing may be written with the clock of this machine; empty if it may, or the cluster does not say what time
     * it is there.
     *
     * @param again called before each further question while the cluster does not answer
     * @throws StartException if it does not answer for a minute
     */
    Optional<String> clockDifference(Runnable again) {
        long deadline = System.nanoTime() + LOOK_LIMIT.toNanos();
        while (!inProcess()) {
            try (Admin admin = promptAdmin()) {
                return new ClockCheck(new ControllerClock(admin), InstantSource.system()).far();
            } catch (ExecutionException | KafkaException e) {
                LOG.debug("The time of the cluster is not known", e);
                if (!(e.getCause() instanceof TimeoutException slow)) {
                    break;
                }
                if (System.nanoTime() > deadline) {
                    throw unusable(slow);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            again.run();
        }
        return Optional.empty();
    }

    /**
     * A client for work on the cluster.
     *
     * @throws StartException if the cluster cannot be used
     */
    Admin admin() {
        try {
            return Admin.create(client);
        } catch (KafkaException e) {
            throw unusable(e);
        }
    }

    private void administer(Consumer<Admin> work) {
        use(() -> {
            try (Admin admin = admin()) {
                work.accept(admin);
            }
        });
    }

    /**
     * Does something with the cluster.
     *
     * @throws StartException if the cluster cannot be used
     */
    void use(Runnable work) {
        try {
            work.run();
        } catch (KafkaException e) {
            throw unusable(e);
        }
    }

    private StartException unusable(KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new StartException(
                "Kafka at %s cannot be used (%s): %s"
                        .formatted(
                                servers(),
                                cause.getMessage(),
                                inProcess()
                                        ? "start again; the log of the broker in this process says more"
                                        : "correct gregor.bootstrap-servers or gregor.kafka.*"),
                e);
    }

    StreamsSettings streams(Settings settings, DataDir data, @Nullable String applicationServer) {
        return new StreamsSettings(
                client,
                data.streams(),
                data.instanceId(),
                applicationServer,
                replicationFactor,
                settings.write().maxRecordBytes(),
                settings.cluster().commits());
    }
}
