package dev.gregor.projection.topology;

import dev.gregor.event.log.EventSequences;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.projection.task.RecordLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a build finds when it is started in this process.
 *
 * @param history the events that there are, and those that it has passed
 * @param limit how large records may be
 */
record Conditions(EventHistory history, RecordLimit limit) {

    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);
    /** Nothing is known. */
    static final Conditions NONE = new Conditions(EventHistory.WHOLE, new RecordLimit(Integer.MAX_VALUE));

    /**
     * Reads it from the cluster.
     *
     * @throws TransientException if it does not answer; exceptions of Kafka clients pass through
     */
    static Conditions of(ProjectionTopology<?> topology, Admin admin, EventSequences sequences, int maxRecordBytes) {
        Set<TopicPartition> events = topology.topics().stream()
                .flatMap(topic -> IntStream.range(0, topology.partitions())
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> committed = committed(admin, topology.applicationId());
        committed.keySet().retainAll(events);
        return new Conditions(
                EventHistory.of(sequences, events, committed),
                new RecordLimit(limit(admin, topology.internalTopics(), 2 * maxRecordBytes)));
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String group) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = AdminCalls.await(
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                    "list the offsets of " + group,
                    GroupIdNotFoundException.class);
            offsets.forEach((partition, offset) -> {
                if (offset != null) {
                    committed.put(partition, offset.offset());
                }
            });
        } catch (GroupIdNotFoundException none) {
            // it has not committed anything
        }
        return committed;
    }

    /** What its topics take: at least as much as the settings say now, whatever they said when the topics were made. */
    private static int limit(Admin admin, List<String> topics, int wanted) {
        int limit = wanted;
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        for (var described : admin.describeConfigs(resources).values().entrySet()) {
            try {
                int bytes = maxMessageBytes(AdminCalls.await(
                        described.getValue(),
                        "describe the settings of topic " + described.getKey().name(),
                        UnknownTopicOrPartitionException.class));
                if (bytes < wanted && !widen(admin, described.getKey(), wanted)) {
                    limit = Math.min(limit, bytes);
                }
            } catch (UnknownTopicOrPartitionException none) {
                // it will be made as the settings say
            }
        }
        return limit;
    }

    private static int maxMessageBytes(Config config) {
        return Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    }

    private static boolean widen(Admin admin, ConfigResource topic, int bytes) {
        var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        try {
            AdminCalls.await(
                    admin.incrementalAlterConfigs(
                                    Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                            .all(),
                    "raise max.message.bytes of topic " + topic.name());
            return true;
        } catch (TransientException e) {
            LOG.warn("{} keeps taking smaller records than {} bytes: {}", topic.name(), bytes, e.getMessage());
            return false;
        }
    }
}
