package dev.gregor.projection;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.message.Event;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The base class of a read model: a table of rows by key that is computed from events. A subclass declares in its constructor
 * which events change which rows, and how.
 *
 * <pre>{@code
 * public final class UsersByStatus extends Projection<CountRow> {
 *
 *     public UsersByStatus() {
 *         super("users-by-status", 1, CountRow.class);
 *         on(UserRegistered.class, event -> "PENDING", UsersByStatus::increment);
 *         on(UserActivated.class, event -> "PENDING", UsersByStatus::decrement);
 *         on(UserActivated.class, event -> "ACTIVE", UsersByStatus::increment);
 *     }
 *
 *     private static CountRow increment(@Nullable CountRow row, Event<?> event) {
 *         return new CountRow(row == null ? 1 : row.getCount() + 1);
 *     }
 *
 *     private static @Nullable CountRow decrement(@Nullable CountRow row, Event<?> event) {
 *         return row == null || row.getCount() == 1 ? null : new CountRow(row.getCount() - 1);
 *     }
 * }
 * }</pre>
 *
 * <p>Each event is applied by every rule for its class; rules for the same row are applied in the order of their declaration, and joins after them.
 * Each event changes each row exactly once, also if a process fails in between. The events of one aggregate reach a row in
 * their order, the events of different aggregates in any order: a row that several aggregates change must not depend on
 * the order, as a sum does not.
 *
 * <p>One instance of the subclass serves all rows and is called by several threads, so it must have no mutable fields. If a
 * {@link Change} throws, that event and the later ones of the same key are parked until somebody retries or discards them; other
 * keys go on.
 *
 * <p>If you change what a read model computes, raise its version: its rows are computed again from the first event on. Keep the
 * class of the old version beside the new one; it answers queries until the new rows are complete.
 *
 * <p>Add the read model to a node with {@code Gregor.configure().projection(new UsersByStatus())}. A read model that the runnable
 * JAR loads needs a public constructor without parameters and an entry in
 * {@code META-INF/services/dev.gregor.projection.Projection}. Test it with {@code dev.gregor.testing.ProjectionFixture}.
 *
 * @param <R> the class of the row, generated from an Avro schema
 */
public abstract class Projection<R extends SpecificRecord> {

    private final RuleBuilder<R> rules;
    private @Nullable ProjectionDefinition<R> definition;

    /**
     * Starts the definition. What is wrong in it is reported by {@link #definition()}, not here.
     *
     * @param name {@code [a-z][a-z0-9-]{0,62}}, such as {@code users-by-status}
     * @param version 1 or more; the rows of a new version are computed from the first event on
     * @param row the class of the row
     */
    protected Projection(String name, int version, Class<R> row) {
        this.rules = new RuleBuilder<>(getClass(), name, version, row);
    }

    /**
     * Declares the row that a change gets where there is none, instead of null: before the first event of a key, and after a change
     * that deleted the row.
     *
     * <pre>{@code
     * startWith(() -> new CountRow(0));
     * on(UserActivated.class, event -> "ACTIVE", (row, event) -> new CountRow(row.getCount() + 1));
     * }</pre>
     *
     * @param row returns the row; must return an equal one each time
     */
    protected final void startWith(Supplier<R> row) {
        rules.startWith(row);
    }

    /**
     * Declares that an event changes the row of its own aggregate; the key is the id of the aggregate. A read model that has only
     * such rules needs no repartition topic.
     */
    protected final <E extends SpecificRecord> void on(Class<E> event, Change<R, E> change) {
        rules.addByAggregate(event, change);
    }

    /**
     * Declares that an event changes the row of one key.
     *
     * @param key returns the key for an event; must not be empty
     */
    protected final <E extends SpecificRecord> void on(
            Class<E> event, Function<? super Event<E>, String> key, Change<R, E> change) {
        rules.add(event, happened -> List.of(key.apply(happened)), null, change);
    }

    /**
     * Declares that an event changes the row whose key is in the state of its aggregate, {@linkplain #before before} the event or
     * {@linkplain #after after} it. So a row is found whose key the event does not carry, such as that of the depot which a parcel leaves:
     *
     * <pre>{@code
     * on(Moved.class, before(ParcelState.class, ParcelState::getDepot), ParcelsByDepot::less);
     * on(Moved.class, after(ParcelState.class, ParcelState::getDepot), ParcelsByDepot::more);
     * }</pre>
     *
     * <p>The read model then keeps the state of each aggregate of that type, which costs a store and a topic. Whoever changes how the
     * aggregate evolves also raises the version of the read model.
     *
     * @param key the key; the event changes no row where there is none
     */
    protected final <E extends SpecificRecord, S extends SpecificRecord> void on(
            Class<E> event, StateKey<S> key, Change<R, E> change) {
        rules.add(event, key, null, change);
    }

    /** Like {@link #on(Class, StateKey, Change)}, with a change that is given the state too, which is sent to the row with the event. */
    protected final <E extends SpecificRecord, S extends SpecificRecord> void on(
            Class<E> event, StateKey<S> key, StateChange<R, E, S> change) {
        rules.add(event, key, null, change);
    }

    /**
     * Declares that an event changes the rows of several keys, or of none.
     *
     * @param keys returns the keys for an event, none of them empty; a key that occurs twice is changed twice
     */
    protected final <E extends SpecificRecord> void onEach(
            Class<E> event, Function<? super Event<E>, ? extends Iterable<String>> keys, Change<R, E> change) {
        rules.add(event, keys, null, change);
    }

    /**
     * Declares that an event changes the row of each window that contains its time. The key is the start of the window, such as
     * {@code 2026-01-31T10:00:00Z}; of a calendar it is a date, of a sliding window {@code *}, of a session {@code *@} and its start.
     *
     * @param window the same in all rules of the projection
     */
    protected final <E extends SpecificRecord> void on(Class<E> event, Window window, Change<R, E> change) {
        rules.add(event, happened -> window.keys(null, happened.time()), window, change);
    }

    /**
     * Declares that an event changes, for one key, the row of each window that contains its time. The key of the row is that key,
     * {@code @} and the start of the window, such as {@code ann@2026-01-31T10:00:00Z}; of a sliding window it is the key.
     *
     * @param key returns the key for an event; must not be empty
     * @param window the same in all rules of the projection
     */
    protected final <E extends SpecificRecord> void on(
            Class<E> event, Function<? super Event<E>, String> key, Window window, Change<R, E> change) {
        rules.add(event, happened -> window.keys(key.apply(happened), happened.time()), window, change);
    }

    /** Like {@link #on(Class, Function, Window, Change)}, with a key from the state of the aggregate. */
    protected final <E extends SpecificRecord, S extends SpecificRecord> void on(
            Class<E> event, StateKey<S> key, Window window, Change<R, E> change) {
        rules.add(event, key, window, change);
    }

    /** Like {@link #on(Class, Function, Window, Change)}, with a key from the state of the aggregate, and a change that is given it too. */
    protected final <E extends SpecificRecord, S extends SpecificRecord> void on(
            Class<E> event, StateKey<S> key, Window window, StateChange<R, E, S> change) {
        rules.add(event, key, window, change);
    }

    /**
     * Declares that the row of each aggregate with this state is made of its state and that of another aggregate, whose id is in the first:
     * a join by a foreign key. The row is changed whenever either of them has changed; its key is the id of the aggregate with the key in
     * its state. So the row of a parcel shows the address of the depot where it is:
     *
     * <pre>{@code
     * join(ParcelState.class, ParcelState::getDepot, DepotState.class, (row, parcel, depot) ->
     *         new WhereRow(parcel.getStatus(), depot == null ? null : depot.getAddress()));
     * }</pre>
     *
     * <p>Every partition of the read model keeps the states of all other aggregates, so these should be the fewer and those that change
     * less: depots, customers, products. One change of such an aggregate changes all rows that refer to it, in one transaction for each
     * partition of rows: meant for up to some ten thousand rows of one partition.
     *
     * <p>A read model may have several joins, and rules, but no windows. It keeps the states of the aggregates of both types: whoever
     * changes how one of them evolves also raises the version of the read model.
     *
     * @param state the class of the state of the aggregates that the rows belong to
     * @param foreignKey returns the id of the other aggregate; null or empty if there is none
     * @param other the class of the state of the other aggregates; may be the same
     */
    protected final <S extends SpecificRecord, T extends SpecificRecord> void join(
            Class<S> state,
            Function<? super S, @Nullable String> foreignKey,
            Class<T> other,
            JoinedChange<R, S, T> change) {
        rules.join(state, foreignKey, other, change);
    }

    /**
     * Returns the key of a row in the state that the aggregate has before an event.
     *
     * @param state the class of the state
     * @param key returns the key; null if the event changes no row. Not called where there is no state, as before the first event
     */
    protected static <S extends SpecificRecord> StateKey<S> before(
            Class<S> state, Function<? super S, @Nullable String> key) {
        return new StateKey<>(state, false, key);
    }

    /**
     * Returns the key of a row in the state that the aggregate has after an event.
     *
     * @param state the class of the state
     * @param key returns the key; null if the event changes no row
     */
    protected static <S extends SpecificRecord> StateKey<S> after(
            Class<S> state, Function<? super S, @Nullable String> key) {
        return new StateKey<>(state, true, key);
    }

    /**
     * Returns windows that follow each other without gap or overlap, counted from 1970-01-01T00:00:00Z.
     *
     * @param size the length of a window, in whole seconds
     * @throws DefinitionException if it is not one second or more, without a fraction
     */
    protected static Window tumbling(Duration size) {
        return new Window.Fixed(size, size, null);
    }

    /**
     * Returns windows that overlap: a window begins after each advance, counted from 1970-01-01T00:00:00Z.
     *
     * @param size the length of a window, in whole seconds
     * @param advance the time between the starts of two windows, in whole seconds, at most the size
     * @throws DefinitionException if one of them is not a positive number of whole seconds, or the advance is longer than the size
     */
    protected static Window hopping(Duration size, Duration advance) {
        return new Window.Fixed(size, advance, null);
    }

    /**
     * Returns windows of days, weeks, months or years in a time zone, which follow each other without gap or overlap. A day is 23 or 25
     * hours long where the clocks change. The start in the key of a row is a date, such as {@code 2026-02-01}.
     *
     * <pre>{@code
     * on(Deposited.class, event -> event.aggregateId(), calendar(Period.ofMonths(1), ZoneId.of("Europe/Zurich")), this::add);
     * }</pre>
     *
     * @param size days, of which seven are a week from Monday, or months, of which three are a quarter and twelve are a year
     * @param zone the time zone
     * @throws DefinitionException if the size is not positive, or has both days and months
     */
    protected static Window calendar(Period size, ZoneId zone) {
        return new Window.Calendar(size, zone, null);
    }

    /**
     * Returns a window that ends now: an event leaves the row about a second after it has become older than the size. The row is
     * computed again from all events in the window, in the order of their times, whenever one enters or leaves; use it for up
     * to some thousand events of one key.
     *
     * @throws DefinitionException if the size is not positive
     */
    protected static Window sliding(Duration size) {
        return new Window.Sliding(size);
    }

    /**
     * Returns a window for each session: events of one key without a pause longer than the gap. A late event may join two
     * sessions; their rows become one. The row is computed as that of a {@linkplain #sliding sliding} window.
     *
     * @throws DefinitionException if the gap is not positive
     */
    protected static Window session(Duration gap) {
        return new Window.Session(gap, null);
    }

    /**
     * Returns the finished definition. The node calls this; later declarations have no effect.
     *
     * @throws DefinitionException if the definition is not consistent; the message names the class and the cure
     */
    public final synchronized ProjectionDefinition<R> definition() {
        if (definition == null) {
            definition = rules.build();
        }
        return definition;
    }
}
