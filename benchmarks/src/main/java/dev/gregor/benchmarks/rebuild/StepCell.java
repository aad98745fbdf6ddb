package dev.gregor.benchmarks.rebuild;

/**
 * What one step took.
 *
 * @param step what was done
 * @param content the events
 * @param round counted from 1
 * @param seconds that it took, in a fresh process, from the first call to the last
 * @param cpuSeconds that the process used meanwhile, on all cores, which others on the machine change less
 */
record StepCell(Step step, Content content, int round, double seconds, double cpuSeconds) {

    double eventsPerSecond() {
        return content.events() / seconds;
    }

    double eventsPerCpuSecond() {
        return content.events() / cpuSeconds;
    }
}
