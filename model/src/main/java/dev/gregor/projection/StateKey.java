package dev.gregor.projection;

import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The key of a row, taken from the state that an aggregate has before an event or after it. {@link Projection#before} and
 * {@link Projection#after} make it.
 *
 * @param <S> the class of the state
 */
public final class StateKey<S extends SpecificRecord> {

    private final Class<S> state;
    private final boolean after;
    private final Function<? super S, @Nullable String> key;

    StateKey(Class<S> state, boolean after, Function<? super S, @Nullable String> key) {
        this.state = state;
        this.after = after;
        this.key = key;
    }

    Class<S> state() {
        return state;
    }

    ProjectionRule.StateUse use(boolean inChange) {
        return new ProjectionRule.StateUse(state, after, inChange);
    }

    /** Null if there is no state, or no key in it. */
    @Nullable
    String of(@Nullable SpecificRecord found) {
        return found == null ? null : key.apply(state.cast(found));
    }
}
