package dev.gregor.projection.query;

/**
 * How a read model is doing, as far as one process knows.
 *
 * @param name its name
 * @param version its version
 * @param state what it is doing
 * @param lag about how many events it is behind, 0 when it is not; Kafka's own records between events count too
 * @param partitions how many partitions its rows have
 * @param applied how many events it has applied
 */
public record ProjectionStatus(String name, int version, State state, long lag, int partitions, long applied) {

    /** What a read model is doing. */
    public enum State {
        /** It applies events and answers. */
        RUNNING,
        /** It has not been assigned its partitions yet, or they move or are restored. */
        REBALANCING,
        /** It was stopped, or stopped by itself after a failure that no retry cures. */
        STOPPED;

        private State worse(State other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** The same read model in two processes, each of which knows of its own partitions only. */
    public ProjectionStatus plus(ProjectionStatus elsewhere) {
        return new ProjectionStatus(
                name,
                version,
                state.worse(elsewhere.state),
                lag + elsewhere.lag,
                partitions,
                applied + elsewhere.applied);
    }

    /** How much of the events it has applied, from 0 to 1. */
    public double progress() {
        return applied + lag == 0 ? 1 : (double) applied / (applied + lag);
    }
}
