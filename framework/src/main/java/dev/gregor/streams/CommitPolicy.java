package dev.gregor.streams;

import static java.util.Objects.requireNonNull;

import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.PollListener;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * When a Kafka Streams application commits, which is when others see what it did.
 *
 * @param drained whether it commits once all records that were polled are handled
 * @param interval how long handled records wait for their commit, at most
 * @param records about the number of records after which it commits at the latest, if it commits when the batch is drained
 * @param onRequest whether processors request all commits. Kafka Streams' own interval, which ignores requested commits and
 *     would add some in the middle of a batch, is then only a safety net
 */
public record CommitPolicy(boolean drained, Duration interval, int records, boolean onRequest) {

    /** The default interval. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(100);

    private static final int DEFAULT_RECORDS = 10_000;

    /**
     * The longest linger: as long as two or three commits take. Records that take longer to handle do not wait for more.
     */
    private static final int LINGER_MS = 10;

    /** Of the bound in time, no more than this part is spent lingering. */
    private static final int LINGER_PART = 10;

    /** After this multiple of the interval, Kafka Streams commits by itself, as a safety net. */
    private static final int FALLBACK_FACTOR = 10;

    /** Requires an interval of at least 1 ms and at least 1 record. */
    public CommitPolicy {
        if (interval.toMillis() < 1 || records < 1) {
            throw new IllegalArgumentException("A commit after %d ms or %d records is impossible: both are 1 or more"
                    .formatted(interval.toMillis(), records));
        }
    }

    /** Kafka Streams' own interval holds too. */
    public CommitPolicy(boolean drained, Duration interval, int records) {
        this(drained, interval, records, false);
    }

    /** When the polled batch is drained, or 100 ms have passed, or 10,000 records are handled. */
    public static CommitPolicy standard() {
        return whenDrained(DEFAULT_INTERVAL, DEFAULT_RECORDS);
    }

    /** Commits when the polled batch is drained, after the interval, or after about this number of records. */
    public static CommitPolicy whenDrained(Duration interval, int records) {
        return new CommitPolicy(true, interval, records);
    }

    /** Commits after each interval only, as Kafka Streams does. */
    public static CommitPolicy atIntervals(Duration interval) {
        return new CommitPolicy(false, interval, DEFAULT_RECORDS);
    }

    /** The same with an interval that is not shorter than this one. */
    public CommitPolicy notBefore(Duration shortest) {
        return interval.compareTo(shortest) < 0 ? new CommitPolicy(drained, shortest, records, onRequest) : this;
    }

    /** The same where processors ask for all commits. */
    CommitPolicy onRequestOnly() {
        return new CommitPolicy(drained, interval, records, true);
    }

    /**
     * Tells the main consumer of the bounds. A {@code commit.interval.ms} that the user gave is the bound in time.
     *
     * @param ownConsumer whether the main consumer is one of ours; another one does not know when a poll brings nothing,
     *     so that no commit can be deferred until then
     */
    void addTo(Map<String, Object> config, boolean ownConsumer) {
        if (!ownConsumer) {
            config.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                    PollListener.class.getName());
        }
        config.put(StreamsConfig.mainConsumerPrefix(DrainedBatch.MAX_RECORDS), drained ? records : 0);
        long bound = number(config, StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        config.put(StreamsConfig.mainConsumerPrefix(DrainedBatch.MAX_MILLIS), bound);
        config.put(
                StreamsConfig.mainConsumerPrefix(DrainedBatch.LINGER_MILLIS),
                ownConsumer ? Math.min(LINGER_MS, bound / LINGER_PART) : 0L);
        if (drained && onRequest) {
            config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, fallbackInterval(bound, config));
        }
    }

    /** Well within the time that a transaction may take, which Kafka Streams insists on. */
    private static long fallbackInterval(long bound, Map<String, Object> config) {
        long transaction = number(config, StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        return Math.max(bound, Math.min(FALLBACK_FACTOR * bound, transaction / 2));
    }

    /** The whole number that is set under this name, as Kafka reads it. */
    static long number(Map<String, Object> config, String name) {
        return (Long) requireNonNull(ConfigDef.parseType(name, config.get(name), ConfigDef.Type.LONG));
    }
}
