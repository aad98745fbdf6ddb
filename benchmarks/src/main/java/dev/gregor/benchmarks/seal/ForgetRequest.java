package dev.gregor.benchmarks.seal;

import dev.gregor.benchmarks.store.Stores;

/**
 * What one process is to measure.
 *
 * @param events to write before
 * @param stores that run
 * @param dir for files
 */
record ForgetRequest(int events, Stores stores, String dir) {}
