package dev.gregor.projection.run;

import dev.gregor.failure.PermanentException;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Runs what may fail because of one event: reading it, finding its keys, changing its row. */
record EventAttempt(String projection, int version) {

    /**
     * Decides, for all of a projection, what becomes of an event that fails: the thread does too, nothing of the event is
     * written, and a new thread tries it again after a pause.
     *
     * @param attempt computes only; what it computed is written afterwards
     */
    <T> T of(RecordMetadata origin, Supplier<T> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            throw new PermanentException(
                    ("Projection '%s' version %d cannot apply the event at %s-%d, offset %d (%s); it is tried again until"
                                    + " the projection is corrected")
                            .formatted(projection, version, origin.topic(), origin.partition(), origin.offset(), e),
                    e);
        }
    }
}
