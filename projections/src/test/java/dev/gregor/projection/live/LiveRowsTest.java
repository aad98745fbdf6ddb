package dev.gregor.projection.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveRowsTest {

    private static final Bytes KEY = key("42");

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("rows"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final LiveRows rows = new LiveRows("balances");
    private final LiveRows.Partition partition = rows.open(3, store);

    /** Takes as many changes as it is told to. */
    private static final class Watcher implements Flow.Subscriber<Optional<byte[]>> {

        private final List<String> seen = new CopyOnWriteArrayList<>();
        private volatile Flow.@Nullable Subscription subscription;
        private volatile @Nullable Throwable failure;
        private final long demand;

        Watcher(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(demand);
        }

        @Override
        public void onNext(Optional<byte[]> row) {
            seen.add(row.map(value -> new String(value, UTF_8)).orElse("-"));
        }

        @Override
        public void onError(Throwable reason) {
            failure = reason;
        }

        @Override
        public void onComplete() {
            // never happens
        }
    }

    @BeforeEach
    void openStore() {
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(UTF_8));
    }

    private void put(Bytes key, @Nullable String value) {
        partition.put(key, value == null ? null : value.getBytes(UTF_8));
    }

    private Watcher watch(long demand) {
        Watcher watcher = new Watcher(demand);
        rows.of(3, KEY).subscribe(watcher);
        return watcher;
    }

    @Test
    void beginWithTheRowAndTellEachChangeOfIt() {
        put(KEY, "one");
        Watcher watcher = watch(Long.MAX_VALUE);
        put(key("43"), "of another row");
        put(KEY, "two");
        put(KEY, null);
        put(KEY, "three");

        await().untilAsserted(() -> assertThat(watcher.seen).containsExactly("one", "two", "-", "three"));
    }

    @Test
    void beginWithNothingWhereThereIsNoRow() {
        Watcher watcher = watch(Long.MAX_VALUE);
        await().untilAsserted(() -> assertThat(watcher.seen).containsExactly("-"));
    }

    @Test
    void loseNoChangeThatIsMadeWhileSomebodySubscribes() throws InterruptedException {
        Thread writer = new Thread(() -> {
            for (int i = 1; i <= 200; i++) {
                put(KEY, Integer.toString(i));
            }
        });
        writer.start();
        Watcher watcher = watch(Long.MAX_VALUE);
        writer.join();

        await().untilAsserted(() -> assertThat(watcher.seen).last().isEqualTo("200"));
        List<String> expected = new ArrayList<>();
        String first = watcher.seen.get(0);
        for (int i = first.equals("-") ? 0 : Integer.parseInt(first); i <= 200; i++) {
            expected.add(i == 0 ? "-" : Integer.toString(i));
        }
        assertThat(watcher.seen).isEqualTo(expected);
    }

    @Test
    void endWhenThePartitionMovesAway() {
        Watcher watcher = watch(Long.MAX_VALUE);
        partition.close();

        await().untilAsserted(() -> assertThat(watcher.failure).isInstanceOf(TransientException.class));
        await().untilAsserted(() -> assertThat(watch(1).failure).isInstanceOf(TransientException.class));
    }

    @Test
    void cutOffWhoFallsTooFarBehind() {
        Watcher slow = watch(1);
        for (int i = 0; i < 2 * LiveRows.MAX_BEHIND; i++) {
            put(KEY, "change " + i);
        }

        await().untilAsserted(() -> assertThat(slow.failure).isInstanceOf(TransientException.class));
        assertThat(slow.seen).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void tellNothingToWhoHasCancelled() {
        Watcher gone = watch(Long.MAX_VALUE);
        await().until(() -> gone.seen.size() == 1);
        requireNonNull(gone.subscription).cancel();
        put(KEY, "unseen");
        Watcher next = watch(Long.MAX_VALUE);

        await().untilAsserted(() -> assertThat(next.seen).containsExactly("unseen"));
        assertThat(gone.seen).containsExactly("-");
        assertThat(gone.failure).isNull();
    }
}
