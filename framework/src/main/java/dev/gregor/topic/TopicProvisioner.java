package dev.gregor.topic;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics that are missing and checks those that exist: one with settings that would lose events or send a key
 * to another partition is refused, never changed.
 */
public final class TopicProvisioner {

    private static final long WAIT_SECONDS = 60;

    private final Admin admin;
    private final short replicationFactor;
    private final boolean eventsMayExpire;
    private final PartitionAdvice advice;

    /**
     * Works through the given client, which stays the caller's.
     *
     * @param replicationFactor of new topics; -1 for the broker's default
     * @param eventsMayExpire whether the user allows an events topic to have a retention
     */
    public TopicProvisioner(Admin admin, short replicationFactor, boolean eventsMayExpire) {
        this(admin, replicationFactor, eventsMayExpire, new PartitionAdvice(null));
    }

    private TopicProvisioner(Admin admin, short replicationFactor, boolean eventsMayExpire, PartitionAdvice advice) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
        this.eventsMayExpire = eventsMayExpire;
        this.advice = advice;
    }

    /** The same, which looks with clients of these settings into topics that it refuses, to say what cures them. */
    public TopicProvisioner lookingWith(Map<String, Object> kafka) {
        return new TopicProvisioner(admin, replicationFactor, eventsMayExpire, new PartitionAdvice(kafka));
    }

    /**
     * Makes sure that these topics exist and are what they have to be.
     *
     * @throws PermanentException if an existing one is not, with every difference and its cure
     * @throws TransientException if the cluster does not answer within a minute
     */
    public void provide(Collection<TopicSpec> specs) {
        create(missing(specs));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!areThere(specs)) {
            if (System.nanoTime() > deadline) {
                throw new TransientException(
                        "Topics %s were created but some are not to be seen after %d s; check the brokers"
                                .formatted(specs.stream().map(TopicSpec::name).toList(), WAIT_SECONDS));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Checks them once all are there. A broker may not know yet what another one has created or listed. */
    private boolean areThere(Collection<TopicSpec> specs) {
        if (!missing(specs).isEmpty()) {
            return false;
        }
        try {
            check(specs);
            return true;
        } catch (UnknownTopicOrPartitionException notYet) {
            return false;
        }
    }

    private List<TopicSpec> missing(Collection<TopicSpec> specs) {
        Set<String> existing = await(admin.listTopics().names(), "list topics");
        return specs.stream().filter(spec -> !existing.contains(spec.name())).toList();
    }

    private void create(List<TopicSpec> specs) {
        List<NewTopic> topics = specs.stream()
                .map(spec -> new NewTopic(spec.name(), Optional.of(spec.partitions()), replication())
                        .configs(spec.settings()))
                .toList();
        admin.createTopics(topics).values().forEach((topic, created) -> {
            try {
                await(created, "create topic '" + topic + "'");
            } catch (TopicExistsException createdMeanwhile) {
                // another instance was faster; its topic is checked like ours
            }
        });
    }

    private Optional<Short> replication() {
        return replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
    }

    private void check(Collection<TopicSpec> specs) {
        List<String> names = specs.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> described =
                await(admin.describeTopics(names).allTopicNames(), "describe topics " + names);
        Map<ConfigResource, Config> configs = await(
                admin.describeConfigs(
                                names.stream().map(TopicProvisioner::resource).toList())
                        .all(),
                "describe the settings of topics " + names);
        List<String> problems = new ArrayList<>(advice.of(specs.stream()
                .map(spec -> new PartitionAdvice.Found(
                        spec,
                        requireNonNull(described.get(spec.name())).partitions().size()))
                .filter(TopicProvisioner::isWrong)
                .toList()));
        for (TopicSpec spec : specs) {
            checkSettings(spec, requireNonNull(configs.get(resource(spec.name()))), problems);
        }
        if (!problems.isEmpty()) {
            throw new PermanentException("Topics are not as they have to be: " + String.join("; ", problems));
        }
    }

    private static boolean isWrong(PartitionAdvice.Found found) {
        return found.actual() != found.spec().partitions() && found.spec().kind() != TopicSpec.Kind.DEAD_LETTERS;
    }

    private void checkSettings(TopicSpec spec, Config config, List<String> problems) {
        String cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        boolean compacted = cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        if (compacted != (spec.kind() == TopicSpec.Kind.LATEST)) {
            problems.add("topic '%s' has cleanup.policy=%s, expected %s: set it with kafka-configs"
                    .formatted(spec.name(), cleanup, spec.settings().get(TopicConfig.CLEANUP_POLICY_CONFIG)));
        }
        long maxBytes =
                Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        if (maxBytes < spec.maxMessageBytes()) {
            raise(spec, maxBytes, problems);
        }
        if (spec.kind() == TopicSpec.Kind.LOG && !eventsMayExpire) {
            checkForever(spec, config, cleanup, problems);
        }
    }

    /** Lets a topic take what the settings allow since it was made. */
    private void raise(TopicSpec spec, long maxBytes, List<String> problems) {
        var raised = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(spec.maxMessageBytes()));
        var change = List.of(new AlterConfigOp(raised, AlterConfigOp.OpType.SET));
        try {
            await(
                    admin.incrementalAlterConfigs(Map.of(resource(spec.name()), change))
                            .all(),
                    "raise max.message.bytes of topic '" + spec.name() + "'");
        } catch (TransientException e) {
            problems.add("topic '%s' has max.message.bytes=%d, expected %d or more: set it with kafka-configs (%s)"
                    .formatted(spec.name(), maxBytes, spec.maxMessageBytes(), e.getMessage()));
        }
    }

    private static void checkForever(TopicSpec spec, Config config, String cleanup, List<String> problems) {
        for (String retention : List.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG)) {
            String actual = config.get(retention).value();
            if (!cleanup.isEmpty() && !actual.equals("-1")) {
                problems.add(
                        "topic '%s' has %s=%s and would lose events: set it to -1, or gregor.events-may-expire=true"
                                .formatted(spec.name(), retention, actual));
            }
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException
                    || e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw (ApiException) e.getCause();
            }
            throw new TransientException("Could not " + what + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new TransientException(
                    "Could not " + what + " within " + WAIT_SECONDS + " s; check the bootstrap servers", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting to " + what, e);
        }
    }
}
