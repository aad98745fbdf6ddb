package dev.gregor.messaging.letter;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.topic.Topics;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.resource.ResourcePattern;

/** Makes the topics of dead letters: as many partitions as the topic that they come from, kept for ever unless somebody says otherwise. */
public final class LetterTopics {

    private static final short BROKERS_DEFAULT = -1;

    private LetterTopics() {}

    /** What making and widening the topic of dead letters of a topic, and writing and reading it, needs to be allowed. */
    public static Rights rights(String source) {
        return Rights.topic(Topics.deadLetters(source), ALTER, CREATE, READ, WRITE);
    }

    /**
     * The same for all topics that begin so, reading them and having their records wait for retries included.
     *
     * @param prefix empty for all topics
     */
    public static Rights rightsOfAll(String prefix) {
        return prefix.isEmpty()
                ? Rights.topic(ResourcePattern.WILDCARD_RESOURCE, ALTER, CREATE, READ, WRITE)
                : Rights.topics(prefix, ALTER, CREATE, READ, WRITE);
    }

    /** The same for the topic in which records wait that are handled again later. */
    public static Rights retryRights(String source) {
        return Rights.topic(Topics.retries(source), ALTER, CREATE, READ, WRITE);
    }

    /**
     * Makes sure that the topic of dead letters of a topic is there, with at least as many partitions.
     *
     * @throws TransientException if the cluster does not answer, or refuses
     */
    public static void provide(Admin admin, String source, int maxMessageBytes) {
        provide(admin, source, Topics.deadLetters(source), maxMessageBytes);
    }

    /** Does the same for the topic in which records wait that are handled again later. */
    public static void provideRetries(Admin admin, String source, int maxMessageBytes) {
        provide(admin, source, Topics.retries(source), maxMessageBytes);
    }

    private static void provide(Admin admin, String source, String letters, int maxMessageBytes) {
        int partitions = AdminCalls.describe(admin, source)
                .orElseThrow(() -> new TransientException("There is no topic '%s'; create it".formatted(source)))
                .partitions()
                .size();
        Optional<TopicDescription> present = AdminCalls.describe(admin, letters);
        if (present.isEmpty()) {
            Map<String, String> settings = Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    String.valueOf(maxMessageBytes));
            AdminCalls.create(admin, new NewTopic(letters, partitions, BROKERS_DEFAULT).configs(settings));
        } else if (present.get().partitions().size() < partitions) {
            widen(admin, letters, partitions);
        }
    }

    static void provideLog(Admin admin, String log) {
        if (AdminCalls.describe(admin, log).isEmpty()) {
            AdminCalls.create(
                    admin,
                    new NewTopic(log, 1, BROKERS_DEFAULT)
                            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
        }
    }

    private static void widen(Admin admin, String topic, int partitions) {
        try {
            AdminCalls.await(
                    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                            .all(),
                    "add partitions to topic " + topic,
                    InvalidPartitionsException.class);
        } catch (InvalidPartitionsException another) {
            // Another instance was faster.
        }
    }
}
