package dev.gregor.benchmarks.write.system;

import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** The accounts as their owner knows them from the answers so far. An account has at most one deposit in flight. */
public final class Accounts {

    static final int COUNT = 10_000;

    private final long[] versions = new long[COUNT];
    private final AtomicIntegerArray busy = new AtomicIntegerArray(COUNT);
    private final LongAdder deposits = new LongAdder();

    /** Takes one that has no deposit in flight, each with the same chance. */
    public int take(Random random) {
        int account = random.nextInt(COUNT);
        while (!busy.compareAndSet(account, 0, 1)) {
            account = random.nextInt(COUNT);
        }
        return account;
    }

    /** The version of an account that is taken. */
    public long version(int account) {
        return versions[account];
    }

    /**
     * Notes the answer to a deposit, and gives the account back.
     *
     * @throws IllegalStateException if it is not the next version
     */
    public void deposited(int account, long version) {
        if (version != versions[account] + 1) {
            throw new IllegalStateException("Account %d came from version %d to %d by one deposit"
                    .formatted(account, versions[account], version));
        }
        versions[account] = version;
        deposits.increment();
        giveBack(account);
    }

    /** Lets others deposit to an account that was taken. */
    public void giveBack(int account) {
        busy.set(account, 0);
    }

    /** The number of deposits that were acknowledged. */
    public long deposits() {
        return deposits.sum();
    }

    /**
     * Compares what is recorded with what was acknowledged.
     *
     * @throws IllegalStateException at the first account for which they differ
     */
    public void requireRecorded(RecordedVersions recorded) {
        for (int account = 0; account < COUNT; account++) {
            long version = recorded.last(name(account));
            if (version != versions[account]) {
                throw new IllegalStateException("Account %d has %d events, but %d deposits were acknowledged"
                        .formatted(account, version, versions[account]));
            }
        }
    }

    /** The id of the account with this number. */
    public static String name(int account) {
        return "account-" + account;
    }
}
