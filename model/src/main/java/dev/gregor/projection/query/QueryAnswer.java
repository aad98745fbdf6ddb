package dev.gregor.projection.query;

import dev.gregor.position.Position;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * The result of a query: what was asked for, or why there is no answer. Immutable.
 *
 * @param <T> what was asked for: a row or a page
 */
public sealed interface QueryAnswer<T> {

    /** Calls the branch for this answer and returns its result. */
    <A> A match(Match<T, A> match);

    /** Returns the result of the function if something was found, else this answer. */
    <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function);

    /**
     * One branch for each answer. It is an interface, so that a new answer is a compile error where it is not handled.
     *
     * @param <T> what was asked for
     * @param <A> the type of the result
     */
    interface Match<T, A> {
        /** The row or the page was found. */
        A found(Found<T> found);

        /** The read model has no row with this key. */
        A noRow(NoRow<T> noRow);

        /** The read model did not reach the position within the time-out. */
        A notCaughtUp(NotCaughtUp<T> notCaughtUp);

        /** There is no read model with this name. */
        A unknownProjection(UnknownProjection<T> unknown);

        /** The read model cannot answer at present. */
        A unavailable(Unavailable<T> unavailable);
    }

    /**
     * The row or the page was found.
     *
     * @param value the row or the page
     */
    record Found<T>(T value) implements QueryAnswer<T> {
        @Override
        public <A> A match(Match<T, A> match) {
            return match.found(this);
        }

        @Override
        public <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function) {
            return function.apply(value);
        }
    }

    /**
     * The read model has no such row.
     *
     * @param projection the read model
     * @param key the key that was asked for
     */
    record NoRow<T>(String projection, String key) implements QueryAnswer<T> {
        @Override
        public <A> A match(Match<T, A> match) {
            return match.noRow(this);
        }

        @Override
        public <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function) {
            return new NoRow<>(projection, key);
        }
    }

    /**
     * The read model did not reach the position within the time-out. The same query may succeed later.
     *
     * @param projection the name of the read model
     * @param after the position
     * @param waited how long the query waited
     * @param paused whether the read model is paused, so that the query did not wait
     */
    record NotCaughtUp<T>(String projection, Position after, Duration waited, boolean paused)
            implements QueryAnswer<T> {
        @Override
        public <A> A match(Match<T, A> match) {
            return match.notCaughtUp(this);
        }

        @Override
        public <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function) {
            return new NotCaughtUp<>(projection, after, waited, paused);
        }
    }

    /**
     * There is no such read model.
     *
     * @param projection the name that was asked for
     * @param known the names that there are
     */
    record UnknownProjection<T>(String projection, Set<String> known) implements QueryAnswer<T> {
        @Override
        public <A> A match(Match<T, A> match) {
            return match.unknownProjection(this);
        }

        @Override
        public <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function) {
            return new UnknownProjection<>(projection, known);
        }
    }

    /**
     * The read model cannot answer at present, because its partitions move or are restored. The same query may succeed later.
     *
     * @param projection the name of the read model
     * @param reason the reason for people
     */
    record Unavailable<T>(String projection, String reason) implements QueryAnswer<T> {
        @Override
        public <A> A match(Match<T, A> match) {
            return match.unavailable(this);
        }

        @Override
        public <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function) {
            return new Unavailable<>(projection, reason);
        }
    }
}
