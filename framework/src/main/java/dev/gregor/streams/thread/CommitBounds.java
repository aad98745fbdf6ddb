package dev.gregor.streams.thread;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * When a {@link DrainedBatch} asks for a commit, told by settings of the main consumer.
 *
 * @param maxRecords a commit is due after so many records, drained or not; 0 for never
 * @param maxNanos a commit is due so long after the first record, drained or not
 * @param lingerNanos for so long after the first record a commit is put off for others; 0 for never
 * @param maxPollRecords as many records as a poll may bring
 */
record CommitBounds(int maxRecords, long maxNanos, long lingerNanos, int maxPollRecords) {

    /** A commit is due when all is handled. */
    static final CommitBounds NONE = of(Map.of());

    static CommitBounds of(Map<String, ?> config) {
        return new CommitBounds(
                number(config, DrainedBatch.MAX_RECORDS, Integer.MAX_VALUE),
                MILLISECONDS.toNanos(number(config, DrainedBatch.MAX_MILLIS, Integer.MAX_VALUE)),
                MILLISECONDS.toNanos(number(config, DrainedBatch.LINGER_MILLIS, 0)),
                number(config, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.MAX_VALUE));
    }

    private static int number(Map<String, ?> config, String name, int defaultValue) {
        Object given = config.get(name);
        return given == null ? defaultValue : Integer.parseInt(given.toString());
    }
}
