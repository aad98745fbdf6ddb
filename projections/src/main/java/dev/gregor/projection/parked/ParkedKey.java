package dev.gregor.projection.parked;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A key with parked events.
 *
 * @param key the key of the row, or the id of the aggregate if the row keys of its event could not be found
 * @param partition the partition of the key
 * @param event the id of the first event, which failed
 * @param type the logical type of that event
 * @param reason why it failed when it was last tried
 * @param tries how often it was tried; it is tried again by itself three times
 * @param since when it was parked
 * @param events how many events are parked, those that wait behind the first included
 */
public record ParkedKey(
        String key, int partition, String event, String type, String reason, int tries, Instant since, int events) {

    /**
     * The keys in a store of parked events, which is of one partition.
     *
     * @param limit the maximum number of keys
     */
    public static List<ParkedKey> in(ReadOnlyKeyValueStore<Bytes, byte[]> store, int partition, int limit) {
        return ParkedStore.queues(store, limit).entrySet().stream()
                .limit(limit)
                .map(each -> parked(each.getKey(), partition, each.getValue()))
                .toList();
    }

    private static ParkedKey parked(String key, int partition, ParkedStore.Queue queue) {
        ParkedEvent first = queue.first();
        return new ParkedKey(
                key, partition, first.id(), first.type(), first.reason(), first.tries(), first.since(), queue.events());
    }
}
