package dev.gregor.benchmarks.write.system;

import java.util.concurrent.CompletableFuture;

/** A system that takes deposits: what is compared. */
public interface WriteSystem extends AutoCloseable {

    /** The expected version of a deposit that does not expect one. */
    long ANY_VERSION = -1;

    /**
     * Sends a deposit.
     *
     * @param account the number of the account
     * @param expectedVersion the version that the account must have, or {@link #ANY_VERSION}
     * @return its answer; fails if there is none, or if the deposit was not accepted
     */
    CompletableFuture<Answer> deposit(int account, long expectedVersion);

    /** The versions that the system's own records hold, read from its store. */
    RecordedVersions recorded();

    @Override
    void close();
}
