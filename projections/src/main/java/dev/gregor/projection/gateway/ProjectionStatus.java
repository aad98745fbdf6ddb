package dev.gregor.projection.gateway;

import dev.gregor.streams.health.Obstacle;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How one build of a read model is doing, as far as one process knows.
 *
 * @param name its name
 * @param version its version
 * @param state what it is doing
 * @param lag about how many events it is behind, 0 when it is not; Kafka's own records between events count too
 * @param partitions how many partitions its rows have
 * @param applied how many events it has applied, parked ones included
 * @param parked how many events are parked, because they or one before them could not be applied
 * @param build which build it is, and what it is there for
 * @param obstacle why it is {@link State#FAILING}; null if it is not
 */
public record ProjectionStatus(
        String name,
        int version,
        State state,
        long lag,
        int partitions,
        long applied,
        int parked,
        BuildStatus build,
        @Nullable Obstacle obstacle) {

    /** What a read model is doing. */
    public enum State {
        /** It applies events and answers. */
        RUNNING,
        /** It answers queries, but applies no events, because it was paused on request. */
        PAUSED,
        /** It has not been assigned its partitions yet, or they move or are restored. */
        REBALANCING,
        /**
         * It fails again and again, or makes no progress though there are events; its obstacle says why. It tries on.
         */
        FAILING,
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
                applied + elsewhere.applied,
                parked + elsewhere.parked,
                build.plus(elsewhere.build),
                obstacle == null ? elsewhere.obstacle : obstacle);
    }

    /** How much of the events it has applied, from 0 to 1. */
    public double progress() {
        return applied + lag == 0 ? 1 : (double) applied / (applied + lag);
    }

    /** How many seconds it takes to apply the rest at the present rate; empty if it stands still. */
    public OptionalLong secondsLeft() {
        return build.eventsPerSecond() <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) Math.ceil(lag / build.eventsPerSecond()));
    }
}
