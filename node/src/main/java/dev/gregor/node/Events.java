package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.EventStore;
import dev.gregor.event.LiveEvents;
import dev.gregor.event.LocalEventStore;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.position.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads the recorded events of aggregates, and what the aggregates were at any version and time. What was sent here, and accepted,
 * is seen here.
 *
 * <pre>{@code
 * Optional<AggregateState<AccountState>> account = gregor.events().state(BankAccount.class, "42").join();
 * }</pre>
 *
 * <p>Thread-safe. A future fails with a {@link TransientException} if the aggregate is in another instance, or the event log has not
 * come far enough within {@code gregor.query.timeout}: the same may be asked again. It completes on a thread that others
 * share; what depends on it must not block there.
 */
public final class Events {

    private final Domain domain;
    private final Components components;
    private final Duration timeout;

    Events(Domain domain, Components components, Duration timeout) {
        this.domain = domain;
        this.components = components;
        this.timeout = timeout;
    }

    /**
     * An aggregate as its last event left it; empty if it has no event.
     *
     * @throws IllegalArgumentException if the node does not run the aggregate
     */
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> state(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.state(definition.type(), aggregateId))
                .thenApply(found -> typed(definition, found));
    }

    /**
     * An aggregate right after the event with a version; empty if it has no such event.
     *
     * @param version 1 or more
     */
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long version) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.stateAt(definition.type(), aggregateId, version))
                .thenApply(found -> typed(definition, found));
    }

    /** An aggregate after the last event that was decided at a time or before; empty if there was none. */
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, Instant time) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.stateAt(definition.type(), aggregateId, time))
                .thenApply(found -> typed(definition, found));
    }

    /**
     * Some events of an aggregate, oldest first. A recorded event that is several today gives several with one version.
     *
     * @param from the version of the first event, 1 or more
     * @param limit how many versions at the most
     */
    public <S extends SpecificRecord> CompletableFuture<List<Event<?>>> history(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long from, int limit) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.events(definition.type(), aggregateId, from, limit));
    }

    /** The version of an aggregate, which is that of its last event; 0 if it has none. */
    public <S extends SpecificRecord> CompletableFuture<Long> version(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.version(definition.type(), aggregateId));
    }

    /** Events as they happen, whichever instance writes them. */
    public LiveEvents live() {
        return components.live();
    }

    private <T> CompletableFuture<T> read(
            AggregateDefinition<?> definition, String aggregateId, Function<EventStore, T> reading) {
        LocalEventStore events = components.events();
        int partition = events.partition(aggregateId);
        Optional<Position> written = components.acknowledged().last(definition.type(), partition);
        CompletableFuture<Boolean> reached = written.map(
                        position -> components.logPositions().await(partition, position, timeout))
                .orElseGet(() -> CompletableFuture.completedFuture(true));
        return reached.thenApply(inTime -> {
            requireHere(definition, aggregateId);
            if (!inTime) {
                throw new TransientException("The event log did not come to position %s within %d ms"
                        .formatted(written.orElseThrow(), timeout.toMillis()));
            }
            return reading.apply(events);
        });
    }

    private void requireHere(AggregateDefinition<?> definition, String aggregateId) {
        components
                .log()
                .elsewhere(
                        components.topics().events(definition.type()),
                        components.events().partition(aggregateId))
                .ifPresent(instance -> {
                    throw new TransientException(
                            "%s '%s' is in instance %s".formatted(definition.type(), aggregateId, instance));
                });
    }

    private static <S extends SpecificRecord> Optional<AggregateState<S>> typed(
            AggregateDefinition<S> definition, Optional<AggregateState<?>> found) {
        return found.map(each -> new AggregateState<>(
                each.version(), each.time(), definition.stateClass().cast(each.state())));
    }
}
