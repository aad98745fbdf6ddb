package dev.gregor.rebuild;

import java.util.function.Consumer;

/**
 * Takes what is wrong with the records of an events topic, a sentence each. Thread-safe if its consumers are.
 *
 * @param foreign takes records that others put there, which events do without: those that are no event, or in a partition that
 *     is not that of their key
 * @param broken takes events that do not follow each other or cannot be read
 */
record FaultHandlers(Consumer<String> foreign, Consumer<String> broken) {}
