package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.IdPage;
import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.event.log.RemoteIds;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.node.access.AggregateIds;
import dev.gregor.node.access.Components;
import dev.gregor.node.access.LocalLog;
import dev.gregor.node.access.PositionedLog;
import dev.gregor.position.Position;
import dev.gregor.projection.query.RowRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads the recorded events of aggregates, and the state of an aggregate at any version or time. The events of a
 * command that was sent by this node and accepted are always included.
 *
 * <pre>{@code
 * Optional<AggregateState<AccountState>> account = gregor.events().state(BankAccount.class, "42").join();
 * }</pre>
 *
 * <p>Thread-safe. A future completes with {@link TransientException} if another instance has the aggregate, whose name
 * is in the message, or the event log did not reach the last accepted command within {@code gregor.query.timeout}; the
 * same call may succeed later. Futures complete on a thread that others share; functions that depend on them must not
 * block it. Each method throws {@link IllegalArgumentException} if the node does not run the aggregate.
 */
public final class Events {

    private final Domain domain;
    private final Components components;
    private final RemoteIds others;
    private final Duration timeout;

    Events(Domain domain, Components components, RemoteIds others, Duration timeout) {
        this.domain = domain;
        this.components = components;
        this.others = others;
        this.timeout = timeout;
    }

    /**
     * Returns an aggregate as of its last event; empty if it has none.
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
     * Returns an aggregate right after the event with a version; empty if it has no such event.
     *
     * @param version 1 or more
     */
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long version) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.stateAt(definition.type(), aggregateId, version))
                .thenApply(found -> typed(definition, found));
    }

    /** Returns an aggregate after the last event that was decided at a time or before; empty if there was none. */
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, Instant time) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.stateAt(definition.type(), aggregateId, time))
                .thenApply(found -> typed(definition, found));
    }

    /**
     * Returns events of an aggregate, oldest first. A recorded event that an upcast replaces by several is returned as
     * several events with one version.
     *
     * @param from the version of the first event, 1 or more
     * @param limit the largest number of versions to return
     */
    public <S extends SpecificRecord> CompletableFuture<List<Event<?>>> history(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long from, int limit) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.events(definition.type(), aggregateId, from, limit));
    }

    /** Returns the version of an aggregate, which is that of its last event; 0 if it has no event. */
    public <S extends SpecificRecord> CompletableFuture<Long> version(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.version(definition.type(), aggregateId));
    }

    /**
     * Returns a page of the ids of all aggregates of a type that have an event, in the order of their bytes or the reverse. Asks all
     * instances; if one of them does not answer, the future completes with {@link TransientException}, which names what is missing.
     *
     * <pre>{@code
     * IdPage first = gregor.events().ids(BankAccount.class, RowRange.all().withPrefix("a").withLimit(50)).join();
     * }</pre>
     */
    public <S extends SpecificRecord> CompletableFuture<IdPage> ids(
            Class<? extends AggregateRoot<S>> aggregate, RowRange range) {
        String type = domain.aggregate(aggregate).type();
        LocalLog log = components.log();
        return new AggregateIds(log, others).page(type, range, partition -> log.acknowledged(type, partition));
    }

    /** Returns the events as they happen, in all instances. */
    public LiveEvents live() {
        return components.live();
    }

    private <T> CompletableFuture<T> read(
            AggregateDefinition<?> definition, String aggregateId, Function<EventStore, T> reading) {
        try {
            requireHere(definition, aggregateId);
        } catch (TransientException elsewhere) {
            return CompletableFuture.failedFuture(elsewhere);
        }
        LocalLog log = components.log();
        Optional<Position> written = log.acknowledged(definition.type(), log.partition(aggregateId));
        return new PositionedLog(log, Runnable::run)
                .read(
                        written,
                        events -> {
                            requireHere(definition, aggregateId);
                            return reading.apply(events);
                        },
                        position -> {
                            requireHere(definition, aggregateId);
                            throw new TransientException("The event log did not come to position %s within %d ms"
                                    .formatted(position, timeout.toMillis()));
                        });
    }

    private void requireHere(AggregateDefinition<?> definition, String aggregateId) {
        components.log().elsewhere(definition.type(), aggregateId).ifPresent(instance -> {
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
