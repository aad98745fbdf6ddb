package dev.gregor.streams.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Whether one application does its work, as reported by its threads.
 *
 * @param failures of its threads
 * @param progress of its threads
 * @param started when it was made
 */
public record Health(Failures failures, Progress progress, Instant started) {

    /** By the clocks of this machine. */
    public Health() {
        this(System::nanoTime, InstantSource.system());
    }

    Health(LongSupplier nanos, InstantSource clock) {
        this(new Failures(nanos, clock), new Progress(nanos, clock), clock.instant());
    }

    /** The current thread has failed; see {@link Failures#add}. */
    public boolean failed(Throwable failure, Set<TopicPartition> partitions, long pauseMillis) {
        progress.ends();
        return failures.add(failure, partitions, pauseMillis);
    }

    /** The current thread ends, for the cluster has refused what it does; who waits for that to be allowed tells it. */
    public void refused() {
        progress.ends();
        failures.count();
    }

    /** All threads have ended, and others are about to start. */
    public void restarts() {
        progress.restarts();
    }

    /** The current thread has committed offsets of these partitions. */
    public void committed(Set<TopicPartition> partitions) {
        progress.committed();
        failures.committed(partitions);
    }

    /** See {@link dev.gregor.streams.StreamsApplication#obstacle()}. */
    public Optional<Obstacle> obstacle(KafkaStreams.State state) {
        return switch (state) {
            case PENDING_ERROR, ERROR ->
                Optional.of(new Obstacle("it stopped by itself, its state is " + state + "; restart it", started));
            case RUNNING -> failures.obstacle().or(progress::obstacle);
            case CREATED, REBALANCING, PENDING_SHUTDOWN, NOT_RUNNING -> failures.obstacle();
        };
    }
}
