package dev.gregor.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * When a Kafka Streams application commits, which is when others see what it did.
 *
 * @param drained whether it commits once all records that were polled are handled
 * @param interval it commits at the latest so long after the commit before
 * @param records it commits at the latest after about so many records, if it commits when the batch is drained
 */
public record CommitPolicy(boolean drained, Duration interval, int records) {

    /** What holds if nothing else is said. */
    public static final Duration STANDARD_INTERVAL = Duration.ofMillis(100);

    private static final int STANDARD_RECORDS = 10_000;

    /** Refuses what cannot be. */
    public CommitPolicy {
        if (interval.toMillis() < 1 || records < 1) {
            throw new IllegalArgumentException("A commit after %d ms or %d records is impossible: both are 1 or more"
                    .formatted(interval.toMillis(), records));
        }
    }

    /** When the polled batch is drained, or 100 ms have passed, or 10,000 records are handled. */
    public static CommitPolicy standard() {
        return whenDrained(STANDARD_INTERVAL, STANDARD_RECORDS);
    }

    /** When the polled batch is drained, or so much time has passed, or about so many records are handled. */
    public static CommitPolicy whenDrained(Duration interval, int records) {
        return new CommitPolicy(true, interval, records);
    }

    /** Kafka Streams' own: when so much time has passed. */
    public static CommitPolicy atIntervals(Duration interval) {
        return new CommitPolicy(false, interval, STANDARD_RECORDS);
    }

    /** The same with an interval that is not shorter than this one. */
    public CommitPolicy notBefore(Duration shortest) {
        return interval.compareTo(shortest) < 0 ? new CommitPolicy(drained, shortest, records) : this;
    }

    /** Lets the main consumer tell what it polls. */
    void listen(Map<String, Object> config) {
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                DrainedBatch.PollListener.class.getName());
        config.put(StreamsConfig.mainConsumerPrefix(DrainedBatch.MAX_RECORDS), drained ? records : 0);
    }
}
