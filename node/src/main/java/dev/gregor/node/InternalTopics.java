package dev.gregor.node;

import dev.gregor.event.log.EventLog;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSide;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that Kafka Streams makes for one application. Kafka Streams never updates their settings,
 * neither for larger limits nor after others have changed them.
 *
 * @param ids of the application
 * @param minMaxBytes the largest record that they have to take
 * @param idRetention how long ids of commands are remembered
 */
record InternalTopics(ApplicationIds ids, int minMaxBytes, Duration idRetention) {

    private static final Logger LOG = LoggerFactory.getLogger(InternalTopics.class);
    private static final String MAX_BYTES = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
    private static final String CLEANUP = TopicConfig.CLEANUP_POLICY_CONFIG;
    private static final String KEPT_MS = TopicConfig.RETENTION_MS_CONFIG;
    private static final String KEPT_BYTES = TopicConfig.RETENTION_BYTES_CONFIG;
    private static final String CHANGELOG = "-changelog";
    private static final String REPARTITION = "-repartition";

    /**
     * Lets those that are there take records as large as they have to, and keep them as long.
     *
     * @throws StartException if one does not, and may not be changed
     */
    void putRight(Admin admin) {
        try {
            List<ConfigResource> topics = admin.listTopics().names().get().stream()
                    .filter(this::isOurs)
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            Map<ConfigResource, Config> found =
                    admin.describeConfigs(topics).all().get();
            putRight(admin, wrong(found));
        } catch (ExecutionException e) {
            throw new KafkaException("Internal topics could not be looked at", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while internal topics were looked at", e);
        }
    }

    private void putRight(Admin admin, Map<String, Map<String, String>> wrong) throws InterruptedException {
        try {
            admin.incrementalAlterConfigs(wrong.entrySet().stream()
                            .collect(Collectors.toMap(
                                    each -> new ConfigResource(ConfigResource.Type.TOPIC, each.getKey()),
                                    each -> TopicProvisioner.changes(each.getValue()))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new StartException(refusal(wrong, e), e);
        }
        wrong.forEach((topic, settings) -> LOG.info("Topic '{}' has {} from now on", topic, settings));
    }

    boolean isOurs(String topic) {
        return Stream.of(ids.write() + '-', ids.log() + '-', ids.schedules() + '-', ids.projections())
                        .anyMatch(topic::startsWith)
                && (topic.endsWith(CHANGELOG) || topic.endsWith(REPARTITION));
    }

    /** The topics from which the write side and the event log restore their stores, each with the topic that their tasks read. */
    Map<String, String> changelogs(Definitions definitions) {
        Map<String, String> changelogs = new TreeMap<>();
        Topics topics = definitions.log().topics();
        definitions.write().definitions().forEach(definition -> {
            String type = definition.type();
            definitions
                    .write()
                    .stores(definition)
                    .forEach(store ->
                            changelogs.put(ids.write() + '-' + store.name() + CHANGELOG, topics.commands(type)));
            EventLog.stores(type)
                    .forEach(store -> changelogs.put(ids.log() + '-' + store + CHANGELOG, topics.events(type)));
        });
        return changelogs;
    }

    /** The topics that refuse or lose records, with the settings that end that. */
    Map<String, Map<String, String>> wrong(Map<ConfigResource, Config> topics) {
        Map<String, Map<String, String>> wrong = new TreeMap<>();
        topics.forEach((topic, config) -> {
            Map<String, String> settings = wrong(topic.name(), config);
            if (!settings.isEmpty()) {
                wrong.put(topic.name(), settings);
            }
        });
        return wrong;
    }

    private Map<String, String> wrong(String topic, Config config) {
        Map<String, String> wrong = new LinkedHashMap<>();
        if (number(config, MAX_BYTES) < minMaxBytes) {
            wrong.put(MAX_BYTES, Integer.toString(minMaxBytes));
        }
        if (!parts(config.get(CLEANUP).value()).equals(parts(cleanup(topic)))) {
            wrong.put(CLEANUP, cleanup(topic));
        }
        if (!cleanup(topic).equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            long kept = number(config, KEPT_MS);
            if (kept != -1 && (topic.endsWith(REPARTITION) || kept < minKept().toMillis())) {
                wrong.put(
                        KEPT_MS,
                        topic.endsWith(REPARTITION)
                                ? "-1"
                                : String.valueOf(setKept().toMillis()));
            }
            if (number(config, KEPT_BYTES) != -1) {
                wrong.put(KEPT_BYTES, "-1");
            }
        }
        return wrong;
    }

    private Duration minKept() {
        return idRetention.multipliedBy(2);
    }

    /** As Kafka Streams sets it. */
    private Duration setKept() {
        return minKept().plusDays(1);
    }

    private static long number(Config config, String setting) {
        return Long.parseLong(config.get(setting).value());
    }

    private static Set<String> parts(String policies) {
        return Arrays.stream(policies.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private static String cleanup(String topic) {
        if (topic.endsWith(REPARTITION)) {
            return TopicConfig.CLEANUP_POLICY_DELETE;
        }
        return topic.endsWith(WriteSide.handledStore("") + CHANGELOG)
                ? "compact,delete"
                : TopicConfig.CLEANUP_POLICY_COMPACT;
    }

    String refusal(Map<String, Map<String, String>> wrong, Exception reason) {
        return ("Topics may not be changed from here (%s). Give these settings to them with kafka-configs: %s. Those of max.message.bytes are needed by"
                        + " gregor.max-state-bytes and gregor.max-message-bytes, which may be lowered instead")
                .formatted(reason.getMessage(), wrong);
    }
}
