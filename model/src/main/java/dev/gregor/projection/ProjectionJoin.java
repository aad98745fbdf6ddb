package dev.gregor.projection;

import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One join of a projection: the rows of the aggregates that have one state, with the state of another aggregate whose id is in the first.
 *
 * @param index its place among the joins of the projection, from 0
 * @param stateClass the class of the state of the aggregates that the rows belong to
 * @param foreignKey the id of the other aggregate in such a state
 * @param otherClass the class of the state of the other aggregates
 * @param change the row of the two states
 * @param <R> the class of the row
 */
public record ProjectionJoin<R extends SpecificRecord>(
        int index,
        Class<? extends SpecificRecord> stateClass,
        ForeignKey foreignKey,
        Class<? extends SpecificRecord> otherClass,
        RowOfStates<R> change) {

    /** The id of the other aggregate. */
    @FunctionalInterface
    public interface ForeignKey {

        /** The id; null if there is none. */
        @Nullable
        String of(SpecificRecord state);
    }

    /** The row of two states. */
    @FunctionalInterface
    public interface RowOfStates<R extends SpecificRecord> {

        /** The new row, or null to delete it. */
        @Nullable
        R apply(@Nullable R row, SpecificRecord state, @Nullable SpecificRecord other);
    }

    static <R extends SpecificRecord, S extends SpecificRecord, T extends SpecificRecord> ProjectionJoin<R> of(
            int index,
            Class<S> stateClass,
            Function<? super S, @Nullable String> foreignKey,
            Class<T> otherClass,
            JoinedChange<R, S, T> change) {
        return new ProjectionJoin<>(
                index,
                stateClass,
                state -> emptyToNull(foreignKey.apply(stateClass.cast(state))),
                otherClass,
                (row, state, other) ->
                        change.apply(row, stateClass.cast(state), other == null ? null : otherClass.cast(other)));
    }

    private static @Nullable String emptyToNull(@Nullable String key) {
        return key == null || key.isEmpty() ? null : key;
    }
}
