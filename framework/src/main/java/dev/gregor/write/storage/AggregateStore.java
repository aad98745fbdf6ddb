package dev.gregor.write.storage;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.message.MessageType;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Where the write side keeps the aggregates of one partition between two commands. Confined to the stream thread; what it
 * writes commits and aborts with the transaction.
 *
 * @param <S> the class of the state
 */
public interface AggregateStore<S extends SpecificRecord> extends AutoCloseable {

    /** The aggregate as its last event left it; {@link AggregateState#none()} if it has none. */
    AggregateState<S> load(String aggregateId);

    /** The version of the last event of each kind that happened to the aggregate. */
    Map<MessageType, Long> lastVersions(String aggregateId);

    /**
     * Prepares to keep the aggregate after some events. Nothing is written before {@link Change#write()}.
     *
     * @param after the aggregate after the events
     * @param events the events since it was loaded, at least one
     * @throws TooLargeException if the state is larger than allowed
     */
    Change prepare(String aggregateId, AggregateState<S> after, List<EncodedEvent> events);

    /** Forgets what is cached of an aggregate, because a handler threw and may have left it half changed. */
    void forget(String aggregateId);

    @Override
    void close();

    /** A change that is computed but not written. */
    @FunctionalInterface
    interface Change {
        /** Writes it to the state stores. */
        void write();
    }
}
