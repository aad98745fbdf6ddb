package dev.gregor.messaging.flow;

import dev.gregor.messaging.envelope.Message;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Messages of a {@link Flow} that are to be folded by a key. Those of one key travel to one partition first, by an internal topic.
 *
 * @param <E> the class of the data
 */
public final class Grouped<E extends SpecificRecord> {

    private final Stage<E> stage;
    private final Function<Message<E>, String> key;

    Grouped(Stage<E> stage, Function<Message<E>, String> key) {
        this.stage = stage;
        this.key = key;
    }

    /** Folds a message into the state of a window. */
    @FunctionalInterface
    public interface WindowFold<S, E extends SpecificRecord> {

        /** Returns the state after the message; it may be the same one, changed. */
        S apply(S state, Windows.Window window, Message<E> message);
    }

    /**
     * Folds the messages of each key, and passes the state on with each, under the key. Each record counts once, whatever is killed.
     *
     * @param name of the fold in the names of its internal topics: lower-case letters, digits and hyphens; another name begins anew
     * @param initial makes the state before the first message
     * @param fold returns the state after a message; it may be the same one, changed
     */
    public <S extends SpecificRecord> Stage<S> fold(
            String name, Supplier<S> initial, BiFunction<S, Message<E>, S> fold) {
        Class<S> type = type(initial);
        return stage.fold(name, key, type, (message, row, state, passOn) -> {
            S before = state.get(row, type).orElseGet(initial);
            S after = fold.apply(before, message);
            state.put(row, after);
            passOn.accept(Item.message(message, row, after));
        });
    }

    /** Folds the messages of each key and window, by the times in the messages, as {@link #fold(String, Supplier, BiFunction)} does. */
    public <S extends SpecificRecord> Stage<S> fold(
            String name, Windows windows, Supplier<S> initial, WindowFold<S, E> fold) {
        Class<S> type = type(initial);
        return stage.fold(
                name,
                key,
                type,
                (message, row, state, passOn) -> new WindowStep<>(windows, type, state)
                        .apply(
                                message,
                                row,
                                (before, window) -> fold.apply(before.orElseGet(initial), window, message),
                                passOn));
    }

    @SuppressWarnings("unchecked")
    private static <S extends SpecificRecord> Class<S> type(Supplier<S> initial) {
        return (Class<S>) initial.get().getClass();
    }
}
