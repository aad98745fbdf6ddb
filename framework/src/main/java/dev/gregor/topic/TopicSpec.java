package dev.gregor.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a topic has to be like.
 *
 * @param name the topic
 * @param partitions how many partitions it has
 * @param kind what it keeps, and for how long
 * @param maxMessageBytes the largest record batch that it has to take, in bytes
 */
public record TopicSpec(String name, int partitions, Kind kind, int maxMessageBytes) {

    /** What a topic keeps, and for how long. */
    public enum Kind {
        /** Everything, for ever: events, and the builds of read models. */
        LOG,
        /** The last record of each key, for ever: state, schemas. */
        LATEST,
        /** Everything, for a week: commands. */
        COMMANDS,
        /** Everything, for a month: dead letters. */
        DEAD_LETTERS,
        /** Everything, for an hour: replies. */
        REPLIES
    }

    /** The settings that a new topic of this kind gets. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                kind == Kind.LATEST ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retentionMillis()));
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxMessageBytes));
        return settings;
    }

    private long retentionMillis() {
        return switch (kind) {
            case LOG, LATEST -> -1;
            case COMMANDS -> Duration.ofDays(7).toMillis();
            case DEAD_LETTERS -> Duration.ofDays(30).toMillis();
            case REPLIES -> Duration.ofHours(1).toMillis();
        };
    }
}
