package dev.gregor.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposit;
import dev.gregor.bank.Open;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreTest {

    private static final AggregateState<AccountState> FROM_EVENTS =
            new AggregateState<>(2, Instant.parse("2026-01-31T10:00:00Z"), new AccountState("ann", 9L));

    private final WriteSideHarness bank = new WriteSideHarness(SnapshotPolicy.afterEvents(1), 0);
    private final KeyValueStore<Bytes, byte[]> store =
            bank.driver.getKeyValueStore(SnapshotStorage.storeName("bank-account"));
    private final List<String> asked = new ArrayList<>();
    private final AtomicInteger forgotten = new AtomicInteger();

    @BeforeEach
    void write() {
        bank.send("7", "c1", "open", new Open("ann"));
        bank.send("7", "c2", "deposit", new Deposit(9L));
    }

    @AfterEach
    void close() {
        bank.close();
    }

    private SnapshotStore<AccountState> open() {
        return open(0);
    }

    private SnapshotStore<AccountState> open(int cached) {
        return new SnapshotStore<>(
                new AggregateFold<>(new BankAccount().definition(), bank.codec, bank.topics),
                id -> {
                    asked.add(id);
                    return new FoldResult<>(FROM_EVENTS, EventVersions.NONE);
                },
                SnapshotSettings.standard(),
                new SnapshotAndTail(store),
                Caffeine.newBuilder()
                        .maximumSize(cached)
                        .executor(Runnable::run)
                        .build(),
                forgotten::get);
    }

    private byte[] snapshot() {
        return store.get(SnapshotAndTail.snapshotKey("7"));
    }

    private void overwrite(byte[] value) {
        store.put(SnapshotAndTail.snapshotKey("7"), value);
    }

    @Test
    void knowsWhichKindOfEventHappenedLastWhen() {
        var definition = new BankAccount().definition();
        var types = definition.events().stream().map(event -> event.type()).toList();

        assertThat(open().lastVersions("7")).isEqualTo(Map.of(types.get(0), 1L, types.get(1), 2L));
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 30})
    void foldsTheEventsOnceIfASnapshotIsCutShort(int length) {
        overwrite(java.util.Arrays.copyOf(snapshot(), length));

        assertThat(open().load("7")).isEqualTo(FROM_EVENTS);
        assertThat(open().load("7")).isEqualTo(FROM_EVENTS);
        assertThat(asked).containsExactly("7");
    }

    @Test
    void readsAggregatesAgainOnceSomethingWasForgotten() {
        SnapshotStore<AccountState> aggregates = open(10);
        aggregates.load("7");
        overwrite(new byte[0]);
        aggregates.load("7");
        assertThat(asked).isEmpty();

        forgotten.incrementAndGet();
        assertThat(aggregates.load("7")).isEqualTo(FROM_EVENTS);
        assertThat(aggregates.load("7")).isEqualTo(FROM_EVENTS);
        assertThat(asked).containsExactly("7");
    }

    @Test
    void foldsTheEventsIfASnapshotHasAnotherFormat() {
        byte[] other = snapshot();
        other[0] = 1;
        overwrite(other);

        assertThat(open().load("7")).isEqualTo(FROM_EVENTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void foldsTheEventsIfASnapshotIsOfAnotherVersionOfTheState(int stateVersion) {
        Snapshot known = Snapshot.decode(snapshot());
        overwrite(
                new Snapshot(stateVersion, known.version(), known.timeMillis(), known.last(), known.state()).encode());

        assertThat(open().load("7")).isEqualTo(FROM_EVENTS);
        assertThat(asked).containsExactly("7");
    }

    @Test
    void writesTheFirstVersionOfAStateAsEarlierProgramsDid() {
        byte[] first = snapshot();

        assertThat(first[0]).isEqualTo((byte) 2);
        assertThat(Snapshot.decode(first).stateVersion()).isEqualTo(1);
        assertThat(Snapshot.decode(first).encode()).isEqualTo(first);
    }

    @Test
    void foldsTheEventsIfTheSchemaOfAStateIsUnknown() {
        byte[] other = snapshot();
        other[other.length - 8] ^= 1;
        overwrite(other);

        assertThat(open().load("7")).isEqualTo(FROM_EVENTS);
        assertThat(asked).containsExactly("7");
    }
}
