package dev.gregor.streams.health;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** The stores of one application that are being restored from their changelogs, and how far that is. Thread-safe. */
public final class Restoration implements StateRestoreListener {

    private final Map<TopicPartition, Progress> running = new ConcurrentHashMap<>();

    private record Progress(String store, long done, long all) {

        long left() {
            return all - done;
        }

        long percent() {
            return all == 0 ? 100 : 100 * done / all;
        }
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        running.put(partition, new Progress(store, 0, to - from));
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long offset, long count) {
        running.computeIfPresent(
                partition, (key, progress) -> new Progress(store, progress.done() + count, progress.all()));
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long count) {
        running.remove(partition);
    }

    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long count) {
        running.remove(partition);
    }

    /** What is being restored, by the store that has most left; empty if nothing is. */
    public Optional<String> inWords() {
        return running.entrySet().stream()
                .max(Comparator.comparingLong(each -> each.getValue().left()))
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s of partition %d is restored to %,d of %,d records (%d %%), %d %s in all",
                        each.getValue().store(),
                        each.getKey().partition(),
                        each.getValue().done(),
                        each.getValue().all(),
                        each.getValue().percent(),
                        running.size(),
                        running.size() == 1 ? "store" : "stores"));
    }
}
