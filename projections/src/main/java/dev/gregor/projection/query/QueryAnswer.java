package dev.gregor.projection.query;

import dev.gregor.position.Position;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * How a query ended.
 *
 * @param <T> what was asked for: a row or a page
 */
public sealed interface QueryAnswer<T> {

    /** One branch for each way to end; a new way is a compile error where it is not handled. */
    <A> A match(Match<T, A> match);

    /** What the function makes of what was found; every other answer stays what it is. */
    <U> QueryAnswer<U> flatMap(Function<? super T, QueryAnswer<U>> function);

    /**
     * The branches of {@link #match}.
     *
     * @param <T> what was asked for
     * @param <A> what they answer
     */
    interface Match<T, A> {
        /** Here it is. */
        A found(Found<T> found);

        /** The read model has no row with this key. */
        A noRow(NoRow<T> noRow);

        /** The read model did not reach the position within the wait. */
        A notCaughtUp(NotCaughtUp<T> notCaughtUp);

        /** There is no read model with this name. */
        A unknownProjection(UnknownProjection<T> unknown);

        /** The read model cannot be asked at present. */
        A unavailable(Unavailable<T> unavailable);
    }

    /**
     * What was asked for.
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
     * The read model did not reach the position within the wait; the same may be asked again.
     *
     * @param projection the read model
     * @param after the position
     * @param waited the wait, unless it is paused
     * @param paused whether the read model is paused, so that it was not waited for
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
     * The read model cannot be asked at present, because its partitions move or are restored; the same may be asked again.
     *
     * @param projection the read model
     * @param reason why, for people
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
