package dev.gregor.topic;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.rights.Rights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing and checks those that exist: one with settings that would lose events or send a key
 * to another partition is refused; settings are changed only where {@linkplain #owningTopics() all topics are ours}.
 */
public final class TopicProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final long WAIT_SECONDS = 60;

    private final Admin admin;
    private final short replicationFactor;
    private final boolean eventsMayExpire;
    private final PartitionAdvice advice;
    private final boolean ownsTopics;

    /**
     * Works through the given client, which stays the caller's.
     *
     * @param replicationFactor of new topics; -1 for the broker's default
     * @param eventsMayExpire whether the user allows an events topic to have a retention
     */
    public TopicProvisioner(Admin admin, short replicationFactor, boolean eventsMayExpire) {
        this(admin, replicationFactor, eventsMayExpire, new PartitionAdvice(null), false);
    }

    private TopicProvisioner(
            Admin admin, short replicationFactor, boolean eventsMayExpire, PartitionAdvice advice, boolean ownsTopics) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
        this.eventsMayExpire = eventsMayExpire;
        this.advice = advice;
        this.ownsTopics = ownsTopics;
    }

    /** The same, which looks with clients of these settings into topics that it refuses, to say what cures them. */
    public TopicProvisioner lookingWith(Map<String, Object> kafka) {
        return new TopicProvisioner(admin, replicationFactor, eventsMayExpire, new PartitionAdvice(kafka), ownsTopics);
    }

    /** The same for topics that are nobody else's: settings by which they lose records are put right. */
    public TopicProvisioner owningTopics() {
        return new TopicProvisioner(admin, replicationFactor, eventsMayExpire, advice, true);
    }

    /** What {@link #provide} needs to be allowed. It changes settings of topics only where it may. */
    public static Rights rights(Collection<TopicSpec> specs) {
        return Rights.of(specs.stream()
                .map(spec -> Rights.topic(spec.name(), AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS))
                .toList());
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

    /**
     * The names of all topics.
     *
     * @throws TransientException if the cluster does not answer within a minute
     */
    public Set<String> existing() {
        return AdminCalls.await(admin.listTopics().names(), "list topics");
    }

    private List<TopicSpec> missing(Collection<TopicSpec> specs) {
        Set<String> existing = existing();
        return specs.stream().filter(spec -> !existing.contains(spec.name())).toList();
    }

    private void create(List<TopicSpec> specs) {
        List<NewTopic> topics = specs.stream()
                .map(spec -> new NewTopic(spec.name(), Optional.of(spec.partitions()), replication())
                        .configs(spec.settings()))
                .toList();
        admin.createTopics(topics).values().forEach((topic, created) -> {
            try {
                AdminCalls.await(created, "create topic '" + topic + "'", TopicExistsException.class);
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
        Map<String, TopicDescription> described = AdminCalls.await(
                admin.describeTopics(names).allTopicNames(),
                "describe topics " + names,
                UnknownTopicOrPartitionException.class);
        List<String> problems = new ArrayList<>(advice.of(specs.stream()
                .map(spec -> new PartitionAdvice.Found(
                        spec,
                        requireNonNull(described.get(spec.name())).partitions().size()))
                .filter(TopicProvisioner::isWrong)
                .toList()));
        settings(specs).forEach(each -> {
            check(each, each.losing(), ownsTopics, problems);
            check(each, each.refusing(), true, problems);
        });
        if (!problems.isEmpty()) {
            throw new PermanentException("Topics are not as they have to be: " + String.join("; ", problems));
        }
    }

    private static boolean isWrong(PartitionAdvice.Found found) {
        return found.actual() != found.spec().partitions() && found.spec().kind() != TopicSpec.Kind.DEAD_LETTERS;
    }

    private List<TopicSettings> settings(Collection<TopicSpec> specs) {
        List<String> names = specs.stream().map(TopicSpec::name).toList();
        Map<ConfigResource, Config> configs = AdminCalls.await(
                admin.describeConfigs(
                                names.stream().map(TopicProvisioner::resource).toList())
                        .all(),
                "describe the settings of topics " + names,
                UnknownTopicOrPartitionException.class);
        return specs.stream()
                .map(spec ->
                        new TopicSettings(spec, requireNonNull(configs.get(resource(spec.name()))), eventsMayExpire))
                .toList();
    }

    /**
     * By which settings topics lose records at present, a sentence each with the cure.
     *
     * @throws TransientException if the cluster does not say
     * @throws UnknownTopicOrPartitionException if one is not there
     */
    public List<String> losing(Collection<TopicSpec> specs) {
        return settings(specs).stream()
                .filter(each -> !each.losing().isEmpty())
                .map(each -> each.problem(each.losing()))
                .toList();
    }

    private void check(TopicSettings settings, Map<String, String> wrong, boolean change, List<String> problems) {
        if (wrong.isEmpty()) {
            return;
        }
        if (!change) {
            problems.add(settings.problem(wrong));
            return;
        }
        String topic = settings.spec().name();
        try {
            AdminCalls.await(
                    admin.incrementalAlterConfigs(Map.of(resource(topic), changes(wrong)))
                            .all(),
                    "change its settings",
                    UnknownTopicOrPartitionException.class);
            (settings.losing().isEmpty() ? LOG.atInfo() : LOG.atWarn())
                    .log("Topic '{}' had {}, and has {} from now on", topic, settings.present(wrong), wrong);
        } catch (TransientException e) {
            problems.add("%s (%s)".formatted(settings.problem(wrong), e.getMessage()));
        }
    }

    /** The changes that give these values to the settings of a topic. */
    public static List<AlterConfigOp> changes(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each ->
                        new AlterConfigOp(new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
