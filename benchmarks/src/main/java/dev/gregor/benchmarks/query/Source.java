package dev.gregor.benchmarks.query;

/** Where a row comes from. */
@FunctionalInterface
interface Source {

    /**
     * Gets the row of an account; any thread.
     *
     * @throws IllegalStateException if the answer is no such row
     */
    void get(String account);
}
