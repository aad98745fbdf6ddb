package dev.gregor.benchmarks.rebuild;

/**
 * What one step took.
 *
 * @param step what was done
 * @param history how the events came to be
 * @param events how many there are, over all accounts
 * @param round counted from 1
 * @param seconds that it took, in a fresh process, from the first call to the last
 */
record StepCell(Step step, History history, int events, int round, double seconds) {

    double eventsPerSecond() {
        return events / seconds;
    }
}
