package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.store.Stores;
import java.util.HashMap;
import java.util.Map;

/**
 * What one process is to measure.
 *
 * @param task what
 * @param side whose
 * @param round counted from 1
 * @param sizes how much
 * @param stores that run
 */
record MessagingRequest(Task task, Side side, int round, Sizes sizes, Stores stores) {

    /**
     * How much.
     *
     * @param events to publish, and to subscribe to
     * @param failing events of which some fail
     * @param perSecond events at a steady pace
     * @param seconds of that
     * @param warmUpSeconds before
     */
    record Sizes(int events, int failing, int perSecond, int seconds, int warmUpSeconds) {}

    /** The settings of the clients of all sides, with batches that are large enough for full speed. */
    Map<String, Object> kafka() {
        Map<String, Object> kafka = new HashMap<>();
        kafka.put("bootstrap.servers", stores.kafka().bootstrapServers());
        kafka.put("batch.size", 128 * 1024);
        return kafka;
    }
}
