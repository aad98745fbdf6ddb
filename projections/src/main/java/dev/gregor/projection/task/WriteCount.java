package dev.gregor.projection.task;

import dev.gregor.streams.thread.StreamThreadContext;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts the transactions that wrote to a store, under an empty key in the store itself and beside the positions of its
 * task. The two counts are written together, so that they differ only if the one topic or the other was deleted, or is
 * an older copy.
 */
public final class WriteCount {

    private static final Bytes KEY = Bytes.wrap(new byte[0]);

    /** The first key that something else may have. */
    public static final Bytes FIRST_KEY_BEHIND = Bytes.wrap(new byte[1]);

    private final KeyValueStore<Bytes, byte[]> store;
    private final PositionStore positions;
    private final String number;
    private final int partition;
    private boolean counted;

    /** Counts in a store of a task, and stops the task if its stores are not of one time. */
    public WriteCount(Task task, String storeName) {
        this(task, storeName, task.store(storeName));
    }

    WriteCount(Task task, String storeName, KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.positions = task.positions();
        this.number = PositionStore.NUMBER + "writes-" + storeName;
        this.partition = task.partition();
        compare(task, storeName);
    }

    /** Whether the count is under this key. */
    public static boolean isKey(Bytes key) {
        return key.get().length == 0;
    }

    private void compare(Task task, String storeName) {
        long inStore = inStore();
        long recorded = positions.sequence(number, partition);
        if (inStore != recorded) {
            task.stop(new Flaw(
                    "its store '%s' is of transaction %d, its positions are of transaction %d of that store"
                            .formatted(storeName, inStore, recorded),
                    Flaw.Kind.SPOILT));
        }
    }

    private long inStore() {
        byte @Nullable [] recorded = store.get(KEY);
        return recorded == null ? 0 : ByteBuffer.wrap(recorded).getLong();
    }

    /** To be called before each write. */
    public void write() {
        if (!counted) {
            counted = true;
            StreamThreadContext.current().afterCommit().add(() -> counted = false);
            long next = positions.sequence(number, partition) + 1;
            positions.keep(number, partition, next);
            store.put(KEY, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
        }
    }
}
