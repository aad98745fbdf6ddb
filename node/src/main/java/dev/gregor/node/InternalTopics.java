package dev.gregor.node;

import dev.gregor.streams.ApplicationIds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that Kafka Streams makes for one application. It never looks at their settings again, whatever sizes are allowed since.
 *
 * @param ids of the application
 * @param minMaxBytes the largest record that they have to take
 */
record InternalTopics(ApplicationIds ids, int minMaxBytes) {

    private static final Logger LOG = LoggerFactory.getLogger(InternalTopics.class);
    private static final String MAX_BYTES = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

    /**
     * Lets those that are there take records as large as they have to.
     *
     * @throws StartException if one does not, and may not be changed
     */
    void raise(Admin admin) {
        try {
            List<ConfigResource> topics = admin.listTopics().names().get().stream()
                    .filter(this::isOurs)
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            raise(admin, tooSmall(admin.describeConfigs(topics).all().get()));
        } catch (ExecutionException e) {
            throw new KafkaException("Internal topics could not be looked at", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while internal topics were looked at", e);
        }
    }

    private void raise(Admin admin, Map<String, Long> tooSmall) throws InterruptedException {
        try {
            admin.incrementalAlterConfigs(tooSmall.keySet().stream()
                            .collect(Collectors.toMap(
                                    topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                    topic -> List.of(new AlterConfigOp(
                                            new ConfigEntry(MAX_BYTES, Integer.toString(minMaxBytes)),
                                            AlterConfigOp.OpType.SET)))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new StartException(refusal(tooSmall, e), e);
        }
        tooSmall.forEach((topic, bytes) ->
                LOG.info("Topic '{}' takes records of {} bytes now, and took {} before", topic, minMaxBytes, bytes));
    }

    boolean isOurs(String topic) {
        return Stream.of(ids.write() + '-', ids.log() + '-', ids.projections()).anyMatch(topic::startsWith)
                && (topic.endsWith("-changelog") || topic.endsWith("-repartition"));
    }

    /** The topics that take less than they have to, with the largest record that they take, in bytes. */
    Map<String, Long> tooSmall(Map<ConfigResource, Config> topics) {
        Map<String, Long> tooSmall = new TreeMap<>();
        topics.forEach((topic, config) -> {
            long bytes = Long.parseLong(config.get(MAX_BYTES).value());
            if (bytes < minMaxBytes) {
                tooSmall.put(topic.name(), bytes);
            }
        });
        return tooSmall;
    }

    String refusal(Map<String, Long> tooSmall, Exception reason) {
        return ("Topics %s have a max.message.bytes below the %d that gregor.max-state-bytes and gregor.max-message-bytes need,"
                        + " and may not be changed from here (%s): set it with kafka-configs, or lower these two")
                .formatted(tooSmall, minMaxBytes, reason.getMessage());
    }
}
