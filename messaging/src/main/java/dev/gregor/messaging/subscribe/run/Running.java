package dev.gregor.messaging.subscribe.run;

import java.time.Instant;
import java.util.Optional;

/** A subscriber that runs. */
public interface Running extends AutoCloseable {

    /** Starts no more. */
    void pause();

    /** Starts what waits. */
    void resume();

    /** Goes to a time in the partitions that this instance has. */
    void seek(Instant time);

    /** What it waits for. */
    Optional<String> obstacle();

    @Override
    void close();
}
