package dev.gregor.snapshot;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The fold of the events of an aggregate. Immutable.
 *
 * @param state the aggregate
 * @param last the version of the last event of each kind
 * @param <S> the class of the state
 */
public record FoldResult<S extends SpecificRecord>(AggregateState<S> state, EventVersions last) {

    /** Before the first event. */
    public static <S extends SpecificRecord> FoldResult<S> none() {
        return new FoldResult<>(AggregateState.none(), EventVersions.NONE);
    }

    /** The same after one more recorded event. */
    FoldResult<S> apply(
            AggregateDefinition<S> definition, String aggregateId, List<SpecificRecord> events, Instant time) {
        AggregateState<S> after = definition.evolve(aggregateId, state, events, time);
        return new FoldResult<>(after, last.with(definition, events, after.version()));
    }
}
