package dev.gregor.messaging.topic;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.rights.Rights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Creates topics of messages that are missing, and compares those that are there. Never changes one. */
public final class MessageTopics {

    private final Admin admin;
    private final short replicationFactor;

    /**
     * Works through the given client, which stays the caller's.
     *
     * @param replicationFactor of new topics; -1 for the cluster's default
     */
    public MessageTopics(Admin admin, short replicationFactor) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
    }

    /** What {@link #provide} needs to be allowed. */
    public static Rights rights(Collection<MessageTopic> topics) {
        return Rights.of(topics.stream()
                .map(each -> Rights.topic(
                        each.name(), AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS))
                .toList());
    }

    /**
     * Makes sure that these topics are there, and as they have to be.
     *
     * @throws PermanentException if one is otherwise, with every difference and its cure, or the cluster refuses a setting
     * @throws dev.gregor.failure.TransientException if the cluster does not answer within a minute
     */
    public void provide(Collection<MessageTopic> topics) {
        List<String> problems = new ArrayList<>();
        for (MessageTopic each : topics) {
            Optional<TopicDescription> present = AdminCalls.describe(admin, each.name());
            if (present.isPresent() || !create(each)) {
                compare(each, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new PermanentException(
                    "Topics of messages are not as they have to be: " + String.join("; ", problems));
        }
    }

    /** Whether it was not there. */
    private boolean create(MessageTopic topic) {
        NewTopic creation = new NewTopic(
                        topic.name(),
                        Optional.of(topic.partitions()),
                        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
                .configs(topic.settings());
        try {
            AdminCalls.await(
                    admin.createTopics(List.of(creation)).all(),
                    "create topic '" + topic.name() + "'",
                    TopicExistsException.class,
                    InvalidConfigurationException.class);
            return true;
        } catch (TopicExistsException another) {
            return false;
        } catch (InvalidConfigurationException e) {
            throw new PermanentException("Topic '%s' cannot be created: %s".formatted(topic.name(), e.getMessage()), e);
        }
    }

    private void compare(MessageTopic topic, List<String> problems) {
        String name = topic.name();
        int partitions = AdminCalls.describe(admin, name)
                .map(each -> each.partitions().size())
                .orElse(topic.partitions());
        if (partitions < topic.partitions()) {
            problems.add(
                    "topic '%s' has %d partitions, expected %d: run kafka-topics --alter --topic %s --partitions %d, after which keys are in other partitions, or expect %d"
                            .formatted(name, partitions, topic.partitions(), name, topic.partitions(), partitions));
        } else if (partitions > topic.partitions()) {
            problems.add("topic '%s' has %d partitions, expected %d: expect %d"
                    .formatted(name, partitions, topic.partitions(), partitions));
        }
        Map<String, String> wrong = new TreeMap<>(topic.settings());
        Map<String, String> actual = settings(name);
        wrong.entrySet().removeIf(each -> isSame(each.getValue(), actual.get(each.getKey())));
        if (!wrong.isEmpty()) {
            problems.add("topic '%s' has %s, expected %s: run kafka-configs --alter --topic %s --add-config %s"
                    .formatted(
                            name,
                            text(wrong.keySet().stream()
                                    .collect(Collectors.toMap(
                                            each -> each,
                                            each -> actual.getOrDefault(each, "(no such setting)"),
                                            (a, b) -> a,
                                            TreeMap::new))),
                            text(wrong),
                            name,
                            command(wrong)));
        }
    }

    private Map<String, String> settings(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = requireNonNull(AdminCalls.await(
                        admin.describeConfigs(List.of(resource)).all(), "describe the settings of topic " + topic)
                .get(resource));
        Map<String, String> settings = new HashMap<>();
        for (ConfigEntry each : config.entries()) {
            settings.put(each.name(), each.value());
        }
        return settings;
    }

    /** Lists, as of policies, are the same in any order. */
    private static boolean isSame(String expected, @Nullable String actual) {
        return actual != null && parts(expected).equals(parts(actual));
    }

    private static Set<String> parts(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    /** As kafka-configs takes them. */
    private static String command(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each -> each.getKey()
                        + '='
                        + (each.getValue().contains(",") ? '[' + each.getValue() + ']' : each.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String text(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each -> each.getKey() + '=' + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
