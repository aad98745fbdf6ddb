package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.api.Events;
import dev.gregor.api.LiveStart;
import dev.gregor.event.IdPage;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.log.EventFeed;
import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.event.log.RemoteIds;
import dev.gregor.failure.TransientException;
import dev.gregor.live.ThreadSubscriptions;
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
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** Reads the events of a node. What another instance has is not read; the failure names that instance. */
final class NodeEvents implements Events {

    private final Domain domain;
    private final Components components;
    private final RemoteIds others;
    private final Duration timeout;
    private final ThreadSubscriptions subscriptions;

    NodeEvents(
            Domain domain,
            Components components,
            RemoteIds others,
            Duration timeout,
            ThreadSubscriptions subscriptions) {
        this.domain = domain;
        this.components = components;
        this.others = others;
        this.timeout = timeout;
        this.subscriptions = subscriptions;
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> state(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.state(definition.type(), aggregateId))
                .thenApply(found -> typed(definition, found));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long version) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.stateAt(definition.type(), aggregateId, version))
                .thenApply(found -> typed(definition, found));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, Instant time) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.stateAt(definition.type(), aggregateId, time))
                .thenApply(found -> typed(definition, found));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<List<Event<?>>> history(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long from, int limit) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.events(definition.type(), aggregateId, from, limit));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Long> version(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = domain.aggregate(aggregate);
        return read(definition, aggregateId, events -> events.version(definition.type(), aggregateId));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<IdPage> ids(
            Class<? extends AggregateRoot<S>> aggregate, RowRange range) {
        String type = domain.aggregate(aggregate).type();
        LocalLog log = components.log();
        return new AggregateIds(log, others).page(type, range, partition -> log.acknowledged(type, partition));
    }

    @Override
    public <S extends SpecificRecord> Flow.Publisher<LiveEvent> live(
            Class<? extends AggregateRoot<S>> aggregate, LiveStart start) {
        String type = domain.aggregate(aggregate).type();
        LiveEvents live = components.live();
        return publisher(start, token -> live.after(type, token), () -> live.fromNow(type), () -> live.fromFirst(type));
    }

    @Override
    public Flow.Publisher<LiveEvent> live(LiveStart start) {
        List<String> types =
                domain.aggregates().stream().map(AggregateDefinition::type).toList();
        LiveEvents live = components.live();
        return publisher(
                start, token -> live.after(types, token), () -> live.fromNow(types), () -> live.fromFirst(types));
    }

    private Flow.Publisher<LiveEvent> publisher(
            LiveStart start,
            Function<String, EventFeed> after,
            Supplier<EventFeed> fromNow,
            Supplier<EventFeed> fromFirst) {
        Supplier<EventFeed> opening = start.match(() -> fromNow, () -> fromFirst, token -> () -> after.apply(token));
        return subscriptions.publisher(() -> new FeedSource(opening));
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
