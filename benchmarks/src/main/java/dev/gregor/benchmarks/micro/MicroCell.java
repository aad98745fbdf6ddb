package dev.gregor.benchmarks.micro;

/**
 * What one operation costs.
 *
 * @param operation class and method of the benchmark
 * @param parameters with which it ran; may be empty
 * @param nanos mean of one operation
 * @param errorNanos half of the interval of 99.9 % confidence
 * @param allocatedBytes of one operation
 */
record MicroCell(String operation, String parameters, double nanos, double errorNanos, double allocatedBytes) {}
