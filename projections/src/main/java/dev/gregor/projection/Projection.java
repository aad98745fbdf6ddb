package dev.gregor.projection;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.message.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a user subclasses to define a read model: the events it reads, the rows that they change, and how.
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
 * <p>An event runs every rule for its class, in the order of their definition for one row. The events of one aggregate
 * reach a row in their order; those of several aggregates in any order, so a row that many aggregates share has to add
 * up, not to overwrite. Each event changes each row once, also when a process fails meanwhile.
 *
 * <p>A subclass holds no state of its own: one instance serves every row, from several threads. To be found by the
 * application it has a public constructor without parameters and is listed in
 * {@code META-INF/services/dev.gregor.projection.Projection}. Whoever changes what it does gives it the next version, so
 * that its rows are built anew, and leaves the class of the old version beside it until they are: that one answers so long.
 *
 * @param <R> the class of the row, generated from an Avro schema
 */
public abstract class Projection<R extends SpecificRecord> {

    private final RuleBuilder<R> rules;
    private @Nullable ProjectionDefinition<R> definition;

    /**
     * Starts the definition.
     *
     * @param name {@code [a-z][a-z0-9-]{0,62}}, such as {@code users-by-status}
     * @param version 1, 2, 3 …; a new one is built from the first event on
     * @param row the class of the row
     */
    protected Projection(String name, int version, Class<R> row) {
        this.rules = new RuleBuilder<>(getClass(), name, version, row);
    }

    /**
     * Lets an event change the row of its own aggregate; the row key is the id of the aggregate. A read model of only
     * such rules needs no repartitioning.
     */
    protected final <E extends SpecificRecord> void on(Class<E> event, Change<R, E> change) {
        rules.addByAggregate(event, change);
    }

    /**
     * Lets an event change the row of another key.
     *
     * @param key the row key, of the event; never empty
     */
    protected final <E extends SpecificRecord> void on(
            Class<E> event, Function<? super Event<E>, String> key, Change<R, E> change) {
        rules.add(event, happened -> List.of(key.apply(happened)), null, change);
    }

    /**
     * Lets an event change the rows of several keys, or of none.
     *
     * @param keys the row keys, of the event, none of them empty; a key that occurs twice is changed twice
     */
    protected final <E extends SpecificRecord> void onEach(
            Class<E> event, Function<? super Event<E>, ? extends Iterable<String>> keys, Change<R, E> change) {
        rules.add(event, keys, null, change);
    }

    /**
     * Lets an event change the row of each window that it is in. A row key is the start of its window, such as
     * {@code 2026-01-31T10:00:00Z}; of a sliding window it is {@code *}, of a session {@code *@} and its start.
     *
     * @param window the same in all rules of the projection
     */
    protected final <E extends SpecificRecord> void on(Class<E> event, Window window, Change<R, E> change) {
        rules.add(event, happened -> window.keys(null, happened.time()), window, change);
    }

    /**
     * Lets an event change the row of each window that it is in, of those of one key. A row key is that key, {@code @} and the
     * start of the window, such as {@code ann@2026-01-31T10:00:00Z}; of a sliding window it is the key.
     *
     * @param key the key, of the event; never empty
     * @param window the same in all rules of the projection
     */
    protected final <E extends SpecificRecord> void on(
            Class<E> event, Function<? super Event<E>, String> key, Window window, Change<R, E> change) {
        rules.add(event, happened -> window.keys(key.apply(happened), happened.time()), window, change);
    }

    /**
     * Windows that follow each other without gap or overlap; the first began with 1970 in UTC.
     *
     * @param size whole seconds
     * @throws DefinitionException if it is not one second or more, without a fraction
     */
    protected static Window tumbling(Duration size) {
        return new Window.Fixed(size, size, null);
    }

    /**
     * Windows that overlap: one of the size begins after each advance; the first began with 1970 in UTC.
     *
     * @param size whole seconds
     * @param advance whole seconds, not more than the size
     * @throws DefinitionException if they are not so
     */
    protected static Window hopping(Duration size, Duration advance) {
        return new Window.Fixed(size, advance, null);
    }

    /**
     * What has happened lately: an event leaves the row when it is older than the size, within about a second. The row is
     * folded again from the events in it whenever one comes or leaves, in the order of their times: for windows of up to some
     * thousand events of one key.
     *
     * @throws DefinitionException if the size is not positive
     */
    protected static Window sliding(Duration size) {
        return new Window.Sliding(size);
    }

    /**
     * A row for each session: events of one key without a pause longer than the gap. A late event may join two sessions, which
     * become one row. Folded as a {@linkplain #sliding sliding} window is.
     *
     * @throws DefinitionException if the gap is not positive
     */
    protected static Window session(Duration gap) {
        return new Window.Session(gap, null);
    }

    /**
     * The finished definition.
     *
     * @throws DefinitionException if it contradicts itself, with the class and the cure
     */
    public final synchronized ProjectionDefinition<R> definition() {
        if (definition == null) {
            definition = rules.build();
        }
        return definition;
    }
}
