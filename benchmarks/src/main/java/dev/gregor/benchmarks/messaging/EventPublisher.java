package dev.gregor.benchmarks.messaging;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Publishes events to one topic without waiting for each. */
interface EventPublisher extends AutoCloseable {

    /**
     * Publishes an event.
     *
     * @param then gets null once the brokers have it, or why they do not
     */
    void publish(int number, Consumer<@Nullable Throwable> then);

    /** Waits for what is under way. */
    @Override
    void close();
}
