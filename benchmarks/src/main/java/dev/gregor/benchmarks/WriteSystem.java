package dev.gregor.benchmarks;

import java.util.concurrent.CompletableFuture;

/** A system that takes deposits: what is compared. */
interface WriteSystem extends AutoCloseable {

    /** Its name in tables. */
    String name();

    /**
     * Sends a deposit.
     *
     * @param account the number of the account
     * @param expectedVersion the version that the account must have, or -1
     * @return the version of the account after the deposit; fails if it was not accepted
     */
    CompletableFuture<Long> deposit(int account, long expectedVersion);

    /**
     * Compares what the system recorded with what it acknowledged.
     *
     * @param versions the last acknowledged version of each account
     * @throws IllegalStateException if they differ
     */
    void verify(long[] versions);

    @Override
    void close();
}
