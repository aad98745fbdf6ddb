package dev.gregor.api;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.IdPage;
import dev.gregor.event.LiveEvent;
import dev.gregor.failure.TransientException;
import dev.gregor.message.Event;
import dev.gregor.projection.query.RowRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads the recorded events of aggregates, and the state of an aggregate at any version or time. The events of a
 * command that was sent here and accepted are always included.
 *
 * <pre>{@code
 * Optional<AggregateState<AccountState>> account = gregor.events().state(BankAccount.class, "42").join();
 * }</pre>
 *
 * <p>Thread-safe. A future completes with {@link TransientException} if the aggregate cannot be read at present; the same
 * call may succeed later. It completes with {@link dev.gregor.failure.PermanentException} if an event cannot be decoded. Futures
 * complete on a thread that others share; functions that depend on them must not block it. Each method throws
 * {@link IllegalArgumentException} if the aggregate is not known here.
 */
public interface Events {

    /** Returns an aggregate as of its last event; empty if it has none. */
    <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> state(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId);

    /**
     * Returns an aggregate right after the event with a version; empty if it has no such event.
     *
     * @param version 1 or more
     */
    <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long version);

    /** Returns an aggregate after the last event that was decided at a time or before; empty if there was none. */
    <S extends SpecificRecord> CompletableFuture<Optional<AggregateState<S>>> stateAt(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, Instant time);

    /**
     * Returns events of an aggregate, oldest first. A recorded event that an upcast replaces by several is returned as
     * several events with one version.
     *
     * @param from the version of the first event, 1 or more
     * @param limit the largest number of versions to return
     */
    <S extends SpecificRecord> CompletableFuture<List<Event<?>>> history(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId, long from, int limit);

    /** Returns the version of an aggregate, which is that of its last event; 0 if it has no event. */
    <S extends SpecificRecord> CompletableFuture<Long> version(
            Class<? extends AggregateRoot<S>> aggregate, String aggregateId);

    /**
     * Returns a page of the ids of all aggregates of a type that have an event, in the order of their bytes or the reverse. If a part of
     * them is not available, the future completes with {@link TransientException}, which names what is missing.
     *
     * <pre>{@code
     * IdPage first = gregor.events().ids(BankAccount.class, RowRange.all().withPrefix("a").withLimit(50)).join();
     * }</pre>
     */
    <S extends SpecificRecord> CompletableFuture<IdPage> ids(
            Class<? extends AggregateRoot<S>> aggregate, RowRange range);

    /**
     * Returns the ids of a range and of all pages that follow. A page is read when the stream comes to its first id, by the thread that
     * consumes the stream, which waits for it; {@link RowRange#limit} is the size of the pages.
     *
     * @return the ids; the stream throws a {@link dev.gregor.failure.GregorException} if a page cannot be read
     */
    default <S extends SpecificRecord> Stream<String> streamIds(
            Class<? extends AggregateRoot<S>> aggregate, RowRange range) {
        return Pages.stream(range, next -> ids(aggregate, next), page -> page.ids().stream(), IdPage::cursor);
    }

    /**
     * Publishes the events of one aggregate type as they happen, in all instances. Events of one aggregate come in their order. An event
     * that no instance can read is published as {@link LiveEvent.Unreadable}, and the others follow.
     *
     * <p>Each subscription has a thread of its own, which calls the subscriber and may be blocked by it; no more is read than the
     * subscriber wants. Interruptions that pass are bridged: no event is lost or repeated. A subscription ends with {@link
     * TransientException} if events cannot be read for a while, and with {@link dev.gregor.event.UnreadableEventException} at an event
     * of a type that is not known: subscribe again with {@link LiveStart#after} and the token of the last event, in the second case with
     * a newer version of the aggregate.
     */
    <S extends SpecificRecord> Flow.Publisher<LiveEvent> live(
            Class<? extends AggregateRoot<S>> aggregate, LiveStart start);

    /** Publishes the events of all aggregates that are known here, as {@link #live(Class, LiveStart)} does; those of several in any order. */
    Flow.Publisher<LiveEvent> live(LiveStart start);
}
