package dev.gregor.api;

import dev.gregor.event.LiveEvent;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where live events begin. Immutable. */
public sealed interface LiveStart {

    /** With those that are recorded from now on. */
    static LiveStart now() {
        return new Now();
    }

    /** With the first that was recorded. */
    static LiveStart beginning() {
        return new Beginning();
    }

    /**
     * After one that was received before, without loss or repetition.
     *
     * @param token of {@link LiveEvent#token()}, of the same aggregate type or of all types as before
     */
    static LiveStart after(String token) {
        return new After(token);
    }

    /** Returns the result of one of the functions. */
    <T> T match(Supplier<T> now, Supplier<T> beginning, Function<String, T> after);

    /** From now on. */
    record Now() implements LiveStart {
        @Override
        public <T> T match(Supplier<T> now, Supplier<T> beginning, Function<String, T> after) {
            return now.get();
        }
    }

    /** From the first event. */
    record Beginning() implements LiveStart {
        @Override
        public <T> T match(Supplier<T> now, Supplier<T> beginning, Function<String, T> after) {
            return beginning.get();
        }
    }

    /**
     * After an event.
     *
     * @param token of the event
     */
    record After(String token) implements LiveStart {
        @Override
        public <T> T match(Supplier<T> now, Supplier<T> beginning, Function<String, T> after) {
            return after.apply(token);
        }
    }
}
