package dev.gregor.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposit;
import dev.gregor.bank.Open;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Snapshot and tail together are the fold of all events, whatever the policy, and whether cached or read back. Histories of
 * one policy follow each other in the same stores, under accounts of their own. The system property {@code gregor.it.histories}
 * says how many there are.
 */
class SnapshotHistoriesTest {

    private static final int HISTORIES = Integer.getInteger("gregor.it.histories", 70);
    private static final List<SnapshotPolicy> POLICIES = List.of(
            SnapshotPolicy.amortised(),
            SnapshotPolicy.never(),
            SnapshotPolicy.afterEvents(1),
            SnapshotPolicy.afterEvents(3),
            SnapshotPolicy.afterBytes(100),
            SnapshotPolicy.afterAge(Duration.ofSeconds(30)),
            SnapshotPolicy.afterEvents(7).or(SnapshotPolicy.whenEvent("bank-account.opened.v1")));

    private static final List<WriteSideHarness> CACHED = banks(1_000_000);
    private static final List<WriteSideHarness> READ_BACK = banks(0);

    private static List<WriteSideHarness> banks(long cacheBytes) {
        return POLICIES.stream()
                .map(policy -> new WriteSideHarness(policy, cacheBytes))
                .toList();
    }

    @AfterAll
    static void close() {
        CACHED.forEach(WriteSideHarness::close);
        READ_BACK.forEach(WriteSideHarness::close);
    }

    static LongStream seeds() {
        return LongStream.range(0, HISTORIES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsWhatAFullFoldGives(long seed) {
        Random random = new Random(seed);
        WriteSideHarness bank = (random.nextBoolean() ? CACHED : READ_BACK).get((int) (seed % POLICIES.size()));
        List<String> accounts = List.of(seed + "-a", seed + "-b", seed + "-c");

        long[] balances = run(bank, accounts, random);

        for (int account = 0; account < balances.length; account++) {
            assertKept(bank, accounts.get(account), balances[account]);
        }
    }

    private static long[] run(WriteSideHarness bank, List<String> accounts, Random random) {
        long[] balances = new long[accounts.size()];
        for (int account = 0; account < balances.length; account++) {
            bank.send(accounts.get(account), "open", "open", new Open("o".repeat(random.nextInt(60))));
        }
        for (int command = 0; command < 40; command++) {
            int account = random.nextInt(balances.length);
            long amount = 14L + random.nextInt(1000);
            bank.send(accounts.get(account), "c" + command, "deposit", new Deposit(amount));
            bank.pass(Duration.ofSeconds(random.nextInt(20)));
            balances[account] += amount;
        }
        return balances;
    }

    private static void assertKept(WriteSideHarness bank, String account, long balance) {
        KeyValueStore<Bytes, byte[]> store = bank.driver.getKeyValueStore(SnapshotStorage.storeName("bank-account"));
        SnapshotAndTail stored = new SnapshotAndTail(store);
        AggregateFold<AccountState> folding =
                new AggregateFold<>(new BankAccount().definition(), bank.codec, bank.topics);
        Snapshot snapshot = stored.snapshot(account);
        FoldResult<AccountState> at = snapshot == null ? FoldResult.none() : folding.folded(snapshot);
        for (TailEvent event : stored.tail(account, at.state().version())) {
            at = folding.apply(at, account, event);
        }
        assertThat(at.state().state()).isNotNull();
        assertThat(at.state().state().getBalance()).isEqualTo(balance);
    }
}
