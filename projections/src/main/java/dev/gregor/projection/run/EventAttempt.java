package dev.gregor.projection.run;

import dev.gregor.failure.TransientException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may fail because of one event: reading it, finding its keys, changing its row. It decides, for all of a
 * projection, what becomes of an event that fails.
 */
record EventAttempt(String projection, int version) {

    private static final long[] PAUSES_MILLIS = {50, 200, 800};

    /** What came of it: a value or the reason why there is none. */
    record Result<T>(@Nullable T value, @Nullable RuntimeException failure) {

        /** The value, or none after the reason was handed over. */
        Optional<T> orElse(Function<RuntimeException, Optional<T>> instead) {
            return failure == null ? Optional.ofNullable(value) : instead.apply(failure);
        }
    }

    /**
     * Computes, again after a pause if the failure may pass by itself.
     *
     * @param attempt computes only; what it computed is written afterwards
     * @throws TransientException if the failure does not pass soon: it is hardly the event's, so the thread fails too,
     *     nothing is written, and a new thread goes on from there after a pause
     */
    <T> Result<T> of(Supplier<T> attempt) {
        for (int i = 0; ; i++) {
            try {
                return new Result<>(attempt.get(), null);
            } catch (TransientException e) {
                if (i == PAUSES_MILLIS.length || !paused(PAUSES_MILLIS[i])) {
                    throw new TransientException(
                            "Projection '%s' version %d cannot apply an event at present (%s); it goes on when the cause is gone"
                                    .formatted(projection, version, e.getMessage()),
                            e);
                }
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                return new Result<>(null, e);
            }
        }
    }

    private static boolean paused(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
