package dev.gregor.benchmarks.write.system;

import java.time.Duration;

/** What a system answers to a deposit. Anything else fails the future. */
public sealed interface Answer {

    /**
     * Committed.
     *
     * @param version the version of the account after it
     */
    record Deposited(long version) implements Answer {}

    /**
     * Not taken, for there is too much to do; nothing has happened.
     *
     * @param retryAfter how long to wait before the next deposit
     */
    record Refused(Duration retryAfter) implements Answer {}
}
