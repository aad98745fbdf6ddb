package dev.gregor.benchmarks.project;

/** Makes rows of events. */
interface Reader extends AutoCloseable {

    /** How many events its rows show. */
    long applied();

    @Override
    void close();
}
