package dev.gregor.projection.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.projection.Window;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.task.WriteCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the rows of one task whose windows are no longer kept: it checks some rows each time, and begins again after
 * the last one.
 */
public final class RowRetention {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int ROWS_EACH_TIME = 10_000;

    private final Window window;
    private final Rows<?> rows;
    private final Task task;
    private final KeyValueStore<Bytes, byte[]> store;
    private @Nullable Bytes next;

    /** Deletes rows of a task from now on, as long as the task runs. */
    public RowRetention(Window window, Rows<?> rows, Task task) {
        this.window = window;
        this.rows = rows;
        this.task = task;
        this.store = task.store(StoreNames.ROWS);
        task.context().schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> sweep());
    }

    /** Whether a row with this key is no longer kept. */
    public boolean isOver(String rowKey) {
        Instant now = Instant.ofEpochMilli(task.now());
        return window.expiry(rowKey).filter(expiry -> !expiry.isAfter(now)).isPresent();
    }

    private void sweep() {
        List<String> over = new ArrayList<>();
        try (var each = store.range(next == null ? WriteCount.FIRST_KEY_BEHIND : next, null)) {
            next = null;
            for (int i = 0; i < ROWS_EACH_TIME && each.hasNext(); i++) {
                byte[] key = each.next().key.get();
                String rowKey = new String(key, UTF_8);
                if (isOver(rowKey)) {
                    over.add(rowKey);
                }
                next = each.hasNext() ? Bytes.wrap(Arrays.copyOf(key, key.length + 1)) : null;
            }
        }
        over.forEach(rowKey -> rows.write(Rows.Changed.deleted(rowKey)));
    }
}
