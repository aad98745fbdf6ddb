package dev.gregor.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One event class of a projection, with the rows that its events change, and how.
 *
 * @param index its place among the rules of the projection, from 0
 * @param event the class of the event
 * @param keys the row keys, of the event and the state
 * @param byAggregate whether the row key is the id of the aggregate
 * @param state what it needs of the state of the aggregate; null for nothing
 * @param change the change
 * @param <R> the class of the row
 * @param <E> the class of the event
 */
public record ProjectionRule<R extends SpecificRecord, E extends SpecificRecord>(
        int index,
        Class<E> event,
        Keys<E> keys,
        boolean byAggregate,
        @Nullable StateUse state,
        RowChange<R, E> change) {

    /** Keys, and cursors made of them, are parts of URLs. */
    private static final int MAX_KEY_BYTES = 4_000;

    /**
     * What a rule needs of the state of an aggregate.
     *
     * @param stateClass the class of the state
     * @param after whether it is the state after the event, not before it
     * @param inChange whether the change needs it too, not the key alone
     */
    public record StateUse(Class<? extends SpecificRecord> stateClass, boolean after, boolean inChange) {}

    /** The row keys of an event. */
    @FunctionalInterface
    public interface Keys<E extends SpecificRecord> {

        /** The keys; the state is null if the rule needs none, or the aggregate has none. */
        Iterable<String> of(Event<E> event, @Nullable SpecificRecord state);
    }

    /** What a rule does to a row. */
    @FunctionalInterface
    public interface RowChange<R extends SpecificRecord, E extends SpecificRecord> {

        /** The row after the event, or null to delete it; the state is null if the change needs none. */
        @Nullable
        R apply(@Nullable R row, Event<E> event, @Nullable SpecificRecord state);
    }

    /**
     * The keys of the rows that an event changes.
     *
     * @param of the state that the rule needs; null if it needs none, or the aggregate has none
     * @throws PermanentException if one of them is empty or longer than 4,000 bytes; what the user's function throws is passed on
     */
    public List<String> keysOf(Event<?> happened, @Nullable SpecificRecord of) {
        List<String> checked = new ArrayList<>();
        for (String key : keys.of(typed(happened), of)) {
            if (key == null || key.isEmpty()) {
                throw new PermanentException(
                        "Event '%s' (%s) gives an empty row key; use onEach(...) and give no key if it changes no row, or null for a key from a state"
                                .formatted(happened.metadata().id(), event.getName()));
            }
            requireShort(key, happened);
            checked.add(key);
        }
        return checked;
    }

    private static void requireShort(String key, Event<?> happened) {
        int bytes = key.length() > MAX_KEY_BYTES ? key.length() : key.getBytes(UTF_8).length;
        if (bytes > MAX_KEY_BYTES) {
            throw new PermanentException(String.format(
                    Locale.ROOT,
                    "Event '%s' gives a row key of %,d bytes, the limit is %,d, so that it can be asked for; use a"
                            + " hash of it",
                    happened.metadata().id(),
                    bytes,
                    MAX_KEY_BYTES));
        }
    }

    /** The row after the event, or null if that deletes it; what the user's function throws is passed on. */
    public @Nullable R change(@Nullable R row, Event<?> happened, @Nullable SpecificRecord of) {
        return change.apply(row, typed(happened), of);
    }

    private Event<E> typed(Event<?> happened) {
        return new Event<>(happened.metadata(), event.cast(happened.data()));
    }
}
