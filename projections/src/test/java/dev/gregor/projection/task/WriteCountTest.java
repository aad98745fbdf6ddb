package dev.gregor.projection.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Whether the stores of a task are of one time. */
final class WriteCountTest {

    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final KeyValueStore<Bytes, byte[]> rows = MemoryStore.open("rows", context);
    private final KeyValueStore<Bytes, byte[]> positions = MemoryStore.open("positions", context);
    private final Flaws flaws = new Flaws("Build 1");

    /** A transaction of a new start of the task. */
    private void write(KeyValueStore<Bytes, byte[]> store, KeyValueStore<Bytes, byte[]> beside) {
        count(store, beside).write();
        store.put(Bytes.wrap("ann".getBytes(UTF_8)), new byte[] {1});
    }

    private boolean agree(KeyValueStore<Bytes, byte[]> store, KeyValueStore<Bytes, byte[]> beside) {
        flaws.remove("task");
        count(store, beside);
        assertThat(flaws.spoil("task")).isEqualTo(!flaws.all().isEmpty());
        return flaws.all().isEmpty();
    }

    private WriteCount count(KeyValueStore<Bytes, byte[]> store, KeyValueStore<Bytes, byte[]> beside) {
        RecordLimit limit = new RecordLimit(Integer.MAX_VALUE);
        PositionStore kept = new PositionStore(beside);
        return new WriteCount(
                new Task("rows", "task", new MockProcessorContext<>(), kept, flaws, limit, () -> 0), "rows", store);
    }

    private static KeyValueStore<Bytes, byte[]> copy(KeyValueStore<Bytes, byte[]> store) {
        KeyValueStore<Bytes, byte[]> copy = MemoryStore.open(store.name() + "-copy", new MockProcessorContext<>());
        try (var all = store.all()) {
            all.forEachRemaining(each -> copy.put(each.key, each.value));
        }
        return copy;
    }

    private static KeyValueStore<Bytes, byte[]> empty() {
        return MemoryStore.open("empty", new MockProcessorContext<>());
    }

    @Test
    void storesThatWereWrittenTogetherAgree() {
        assertThat(agree(rows, positions)).isTrue();
        write(rows, positions);
        write(rows, positions);
        assertThat(agree(rows, positions)).isTrue();
        assertThat(agree(empty(), empty())).as("both lost").isTrue();
    }

    @Test
    void olderCopiesOfTheSameTimeAgree() {
        write(rows, positions);
        KeyValueStore<Bytes, byte[]> olderRows = copy(rows);
        KeyValueStore<Bytes, byte[]> olderPositions = copy(positions);
        write(rows, positions);
        assertThat(agree(olderRows, olderPositions)).isTrue();
    }

    @Test
    void aStoreOrPositionsThatAreLostAreNoticed() {
        write(rows, positions);
        assertThat(agree(empty(), positions)).isFalse();
        assertThat(agree(rows, empty())).isFalse();
    }

    @Test
    void anOlderCopyOfEitherIsNoticed() {
        write(rows, positions);
        KeyValueStore<Bytes, byte[]> olderRows = copy(rows);
        KeyValueStore<Bytes, byte[]> olderPositions = copy(positions);
        write(rows, positions);
        assertThat(agree(olderRows, positions)).isFalse();
        assertThat(agree(rows, olderPositions)).isFalse();
    }

    @Test
    void oneTransactionIsCountedOnce() {
        WriteCount count = count(rows, positions);
        count.write();
        count.write();
        write(rows, positions);
        assertThat(rows.get(Bytes.wrap(new byte[0]))).isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 2});
    }
}
