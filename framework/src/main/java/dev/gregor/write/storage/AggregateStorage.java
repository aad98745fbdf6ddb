package dev.gregor.write.storage;

import dev.gregor.aggregate.AggregateDefinition;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;

/** How the write side keeps aggregates: which state stores it needs, and what it makes of them in each partition. */
public interface AggregateStorage {

    /** The state stores for one aggregate type. */
    Set<StoreBuilder<?>> stores(AggregateDefinition<?> definition);

    /**
     * Opens the stores of the partition that the given processor has been assigned.
     *
     * @param lastSequence the sequence of the last event of the partition; all events up to there are committed
     */
    <S extends SpecificRecord> AggregateStore<S> open(
            AggregateDefinition<S> definition, ProcessingContext context, long lastSequence);
}
