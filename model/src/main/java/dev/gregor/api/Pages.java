package dev.gregor.api;

import dev.gregor.failure.FailureCause;
import dev.gregor.projection.query.RowRange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads pages one after the other, each when it is needed. */
final class Pages {

    private Pages() {}

    static <P, T> Stream<T> stream(
            RowRange range,
            Function<RowRange, CompletableFuture<P>> reading,
            Function<P, Stream<T>> items,
            Function<P, @Nullable String> cursor) {
        return Stream.iterate(new Part<>(range, reading), Part::exists, part -> part.next(cursor))
                .flatMap(part -> items.apply(part.page()));
    }

    /** The page of a range, which is read once; without a range it is behind the last page. */
    private static final class Part<P> {

        private final @Nullable RowRange range;
        private final Function<RowRange, CompletableFuture<P>> reading;
        private @Nullable P page;

        Part(@Nullable RowRange range, Function<RowRange, CompletableFuture<P>> reading) {
            this.range = range;
            this.reading = reading;
        }

        boolean exists() {
            return range != null;
        }

        P page() {
            if (page == null) {
                page = read();
            }
            return page;
        }

        private P read() {
            if (range == null) {
                throw new IllegalStateException("There is no page behind the last one");
            }
            try {
                return reading.apply(range).join();
            } catch (CompletionException e) {
                throw FailureCause.of(e) instanceof RuntimeException told ? told : e;
            }
        }

        Part<P> next(Function<P, @Nullable String> cursor) {
            @Nullable String start = cursor.apply(page());
            return new Part<>(range == null || start == null ? null : range.withCursor(start), reading);
        }
    }
}
