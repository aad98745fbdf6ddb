package dev.gregor.benchmarks.messaging;

/**
 * One figure of one side in one round.
 *
 * @param what is measured, with its unit
 * @param side whose
 * @param round counted from 1
 * @param value the figure
 */
record MessagingFigure(String what, Side side, int round, double value) {}
