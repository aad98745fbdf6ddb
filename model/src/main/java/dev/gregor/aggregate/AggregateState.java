package dev.gregor.aggregate;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate at one version: the fold of its events up to there.
 *
 * @param version the number of events folded; 0 before the first
 * @param time when the last of them was decided; the epoch before the first
 * @param state the state; null before the first event, and after one that ends the aggregate
 * @param <S> the class of the state
 */
public record AggregateState<S extends SpecificRecord>(
        long version, Instant time, @Nullable S state) {

    /** The aggregate before its first event. */
    public static <S extends SpecificRecord> AggregateState<S> none() {
        return new AggregateState<>(0, Instant.EPOCH, null);
    }
}
