package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.client.http.Calls;
import dev.gregor.client.http.Path;
import dev.gregor.projection.query.RowRange;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads what answers hold as JSON. */
public record Reads(Calls calls, int instances) {

    /** What is always there. */
    <T> CompletableFuture<T> read(Path path, String positions, Function<JsonNode, T> found) {
        Supplier<T> absent = () -> {
            throw new IllegalStateException("No problem says that it is not there");
        };
        return or(path, positions, "", absent, found);
    }

    /** What may not be there, which is a problem of this type. */
    <T> CompletableFuture<Optional<T>> optional(
            Path path, String positions, String absent, Function<JsonNode, T> found) {
        return or(path, positions, absent, Optional::empty, json -> Optional.of(found.apply(json)));
    }

    /** What may not be there, which is a problem of this type, and then is something else. */
    <T> CompletableFuture<T> or(
            Path path, String positions, String absent, Supplier<T> none, Function<JsonNode, T> found) {
        return calls.ask(
                new ReadQuestion<>(path.toString(), positions, absent, none, found, new AtomicInteger(), instances));
    }

    /** Adds which rows or ids of a path are meant. */
    static Path range(Path path, RowRange range) {
        return path.with("from", range.from())
                .with("to", range.to())
                .with("prefix", range.prefix())
                .with("order", range.descending() ? "desc" : null)
                .with("limit", range.limit())
                .with("cursor", range.cursor());
    }
}
