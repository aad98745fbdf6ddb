package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.api.Events;
import dev.gregor.api.LiveStart;
import dev.gregor.client.http.Path;
import dev.gregor.client.stream.LiveStreams;
import dev.gregor.event.IdPage;
import dev.gregor.event.LiveEvent;
import dev.gregor.message.Event;
import dev.gregor.projection.query.RowRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads events over HTTP. */
record HttpEvents(Known known, Reads reads, Acknowledged acknowledged, LiveStreams streams) implements Events {

    private static final String NO_AGGREGATE = "/problems/aggregate-not-found";
    private static final int PAGE = 1000;

    /** A page of the events of an aggregate, and the version to go on from; null at the end. */
    private record History(List<Event<?>> events, @Nullable Long next) {}

    @Override
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> state(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = known.aggregate(aggregate);
        return state(definition, path(definition, aggregateId));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long version) {
        AggregateDefinition<S> definition = known.aggregate(aggregate);
        return state(definition, path(definition, aggregateId).with("version", version));
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, Instant time) {
        AggregateDefinition<S> definition = known.aggregate(aggregate);
        return state(definition, path(definition, aggregateId).with("at", time));
    }

    private <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> state(
            AggregateDefinition<S> definition, Path path) {
        return reads.optional(
                path, acknowledged.of(definition.type()), NO_AGGREGATE, json -> Received.state(definition, json));
    }

    private static Path path(AggregateDefinition<?> definition, String aggregateId) {
        return Path.of("api", "aggregates", definition.type(), aggregateId);
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<List<Event<?>>> history(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long from, int limit) {
        return history(known.aggregate(aggregate), aggregateId, from, limit);
    }

    private CompletableFuture<List<Event<?>>> history(
            AggregateDefinition<?> definition, String aggregateId, long from, int limit) {
        int part = Math.min(limit, PAGE);
        return page(definition, aggregateId, from, part).thenCompose(page -> {
            Long next = page.next();
            return next == null || limit == part
                    ? CompletableFuture.completedFuture(page.events())
                    : history(definition, aggregateId, next, limit - part)
                            .thenApply(rest -> together(page.events(), rest));
        });
    }

    private CompletableFuture<History> page(
            AggregateDefinition<?> definition, String aggregateId, long from, int limit) {
        Path path = Path.of("api", "aggregates", definition.type(), aggregateId, "events")
                .with("from", from)
                .with("limit", limit);
        return reads.or(
                path,
                acknowledged.of(definition.type()),
                NO_AGGREGATE,
                () -> new History(List.of(), null),
                json -> history(definition, aggregateId, json));
    }

    private static History history(AggregateDefinition<?> definition, String aggregateId, JsonNode json) {
        List<Event<?>> events = new ArrayList<>();
        Received.required(json, "events").forEach(event -> events.add(Received.event(definition, aggregateId, event)));
        JsonNode next = Received.required(json, "next");
        return new History(events, next.isNull() ? null : next.asLong());
    }

    private static List<Event<?>> together(List<Event<?>> one, List<Event<?>> other) {
        List<Event<?>> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<Long> version(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId) {
        AggregateDefinition<S> definition = known.aggregate(aggregate);
        return reads.or(
                path(definition, aggregateId),
                acknowledged.of(definition.type()),
                NO_AGGREGATE,
                () -> 0L,
                json -> Received.required(json, "version").asLong());
    }

    @Override
    public <S extends SpecificRecord> CompletableFuture<IdPage> ids(
            Class<? extends AggregateRoot<S>> aggregate, RowRange range) {
        String type = known.aggregate(aggregate).type();
        Path path = Reads.range(Path.of("api", "aggregates", type), range);
        return reads.read(path, acknowledged.of(type), HttpEvents::ids);
    }

    private static IdPage ids(JsonNode json) {
        List<String> ids = new ArrayList<>();
        Received.required(json, "ids").forEach(id -> ids.add(id.asText()));
        return new IdPage(ids, Received.text(json, "cursor"));
    }

    @Override
    public <S extends SpecificRecord> Flow.Publisher<LiveEvent> live(
            Class<? extends AggregateRoot<S>> aggregate, LiveStart start) {
        String type = known.aggregate(aggregate).type();
        return streams.publisher(() -> new EventMessages(start, known, "api", "events", type));
    }

    @Override
    public Flow.Publisher<LiveEvent> live(LiveStart start) {
        return streams.publisher(() -> new EventMessages(start, known, "api", "events"));
    }
}
