package dev.gregor.benchmarks.schedule;

/**
 * One figure.
 *
 * @param what is measured
 * @param value in the unit that it names
 */
record ScheduleFigure(String what, double value) {}
