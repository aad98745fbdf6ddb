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

    /** After which time a segment of {@link Kind#KEYS} ends, with the next record, and is compacted. */
    public static final Duration KEYS_SEGMENT = Duration.ofMinutes(10);

    private static final Map<String, String> SOON_GONE = Map.of(
            TopicConfig.SEGMENT_MS_CONFIG,
            String.valueOf(KEYS_SEGMENT.toMillis()),
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            String.valueOf(KEYS_SEGMENT.toMillis()),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.01",
            TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
            "1000");

    /** What a topic keeps, and for how long. */
    public enum Kind {
        /** Everything, for ever: events, and the builds of read models. */
        LOG,
        /** The last record of each key, for ever: state, schemas. */
        LATEST,
        /** The last record of each key, for ever, and none before it for longer than some minutes: keys that may be destroyed. */
        KEYS,
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
                isCompacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retentionMillis()));
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxMessageBytes));
        if (kind == Kind.KEYS) {
            settings.putAll(SOON_GONE);
        }
        return settings;
    }

    boolean isCompacted() {
        return kind == Kind.LATEST || kind == Kind.KEYS;
    }

    private long retentionMillis() {
        return switch (kind) {
            case LOG, LATEST, KEYS -> -1;
            case COMMANDS -> Duration.ofDays(7).toMillis();
            case DEAD_LETTERS -> Duration.ofDays(30).toMillis();
            case REPLIES -> Duration.ofHours(1).toMillis();
        };
    }
}
