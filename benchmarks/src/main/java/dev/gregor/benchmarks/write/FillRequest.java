package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.store.Stores;

/**
 * How many events to write where.
 *
 * @param topics the prefix of the topics
 * @param events how many
 * @param stores that run
 * @param dir for files
 */
public record FillRequest(String topics, long events, Stores stores, String dir) {}
