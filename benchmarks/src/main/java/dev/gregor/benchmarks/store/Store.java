package dev.gregor.benchmarks.store;

/** A running store, as seen from the process that measures. */
public sealed interface Store permits KafkaStore, PostgresStore {

    /** The CPU seconds that its processes have used so far. */
    double cpuSeconds();

    /** The bytes that it has written to its logs so far. */
    long bytesWritten();
}
