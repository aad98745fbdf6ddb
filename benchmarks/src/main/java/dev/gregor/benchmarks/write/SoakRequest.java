package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.store.Stores;
import dev.gregor.benchmarks.write.system.SystemKind;

/**
 * What to load, and how long.
 *
 * @param system to run
 * @param inFlight deposits at once
 * @param minutes how long
 * @param stores that run
 * @param dir for files
 */
record SoakRequest(SystemKind system, int inFlight, int minutes, Stores stores, String dir) {}
