package dev.gregor.projection;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Computes the row of an aggregate from its state and that of the aggregate that it refers to, in a {@linkplain Projection#join join}. Must be
 * pure, and must change none of them. What happens if it throws is said in {@link Change}.
 *
 * @param <R> the class of the row
 * @param <S> the class of the state
 * @param <T> the class of the other state
 */
@FunctionalInterface
public interface JoinedChange<R extends SpecificRecord, S extends SpecificRecord, T extends SpecificRecord> {

    /**
     * Returns the row.
     *
     * @param row the row as it is; null if there is none
     * @param state the state of the aggregate
     * @param other the state of the aggregate that it refers to; null if it refers to none, or to one that has no state (yet, or any more)
     * @return the new row; null to delete the row
     */
    @Nullable
    R apply(@Nullable R row, S state, @Nullable T other);
}
