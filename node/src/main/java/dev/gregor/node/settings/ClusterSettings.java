package dev.gregor.node.settings;

import dev.gregor.messaging.topic.MessageTopic;
import dev.gregor.streams.CommitPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka cluster and the schema registry.
 *
 * @param bootstrapServers where the cluster is; null to run a broker in this process
 * @param kafka what passes through to Kafka clients and Kafka Streams
 * @param registry settings of the schema registry under Confluent's names; empty if there is none
 * @param topicPrefix what the names of all topics start with
 * @param replicationFactor of new topics; -1 for the cluster's default
 * @param eventsMayExpire whether an events topic may have a retention
 * @param topics topics of messages, which have to be there
 * @param commits when Kafka Streams applications commit
 */
public record ClusterSettings(
        @Nullable String bootstrapServers,
        Map<String, Object> kafka,
        Map<String, Object> registry,
        String topicPrefix,
        short replicationFactor,
        boolean eventsMayExpire,
        List<MessageTopic> topics,
        CommitPolicy commits) {

    /** Copies the maps. */
    public ClusterSettings {
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        topics = List.copyOf(topics);
    }

    /** Does not show passwords. */
    @Override
    public String toString() {
        return "ClusterSettings[bootstrapServers=%s, kafka=%s, registry=%s, topicPrefix=%s, replicationFactor=%d, eventsMayExpire=%s, topics=%s, commits=%s]"
                .formatted(
                        bootstrapServers,
                        Secrets.masked(kafka),
                        Secrets.masked(registry),
                        topicPrefix,
                        replicationFactor,
                        eventsMayExpire,
                        topics,
                        commits);
    }
}
