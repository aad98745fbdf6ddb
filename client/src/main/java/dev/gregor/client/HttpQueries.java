package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.api.Queries;
import dev.gregor.client.http.Path;
import dev.gregor.client.stream.LiveStreams;
import dev.gregor.position.Position;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.query.RowRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Queries read models over HTTP. */
record HttpQueries(Known known, Reads reads, LiveStreams streams) implements Queries {

    private static final String NO_ROW = "/problems/row-not-found";

    @Override
    public <R extends SpecificRecord> CompletableFuture<Optional<R>> get(
            Class<? extends Projection<R>> projection, String key, @Nullable Position after) {
        ProjectionDefinition<R> definition = known.projection(projection);
        if (hasNoPath(key)) {
            return page(projection, RowRange.all().withFrom(key).withLimit(1), after)
                    .thenApply(page -> Optional.ofNullable(page.rows().get(key)));
        }
        return reads.optional(path(definition, key), token(after), NO_ROW, json -> row(definition, json));
    }

    /** The paths of these keys lead to something else. */
    private static boolean hasNoPath(String key) {
        return key.isEmpty() || key.equals("parked");
    }

    private static Path path(ProjectionDefinition<?> definition, String key) {
        return Path.of("api", "projections", definition.name(), key);
    }

    private static String token(@Nullable Position after) {
        return after == null ? "" : after.token();
    }

    private static <R extends SpecificRecord> R row(ProjectionDefinition<R> definition, JsonNode json) {
        String what = "Row '%s' of '%s'".formatted(json.path("key").asText(), definition.name());
        return Received.record(definition.rowClass(), Received.required(json, "value"), what);
    }

    @Override
    public <R extends SpecificRecord> CompletableFuture<Page<R>> page(
            Class<? extends Projection<R>> projection, RowRange range, @Nullable Position after) {
        ProjectionDefinition<R> definition = known.projection(projection);
        return reads.read(path(definition, range), token(after), json -> page(definition, json));
    }

    private static Path path(ProjectionDefinition<?> definition, RowRange range) {
        return Reads.range(Path.of("api", "projections", definition.name()), range);
    }

    private static <R extends SpecificRecord> Page<R> page(ProjectionDefinition<R> definition, JsonNode json) {
        Map<String, R> rows = new LinkedHashMap<>();
        Received.required(json, "rows")
                .forEach(row -> rows.put(Received.required(row, "key").asText(), row(definition, row)));
        return new Page<>(Collections.unmodifiableMap(rows), Received.text(json, "cursor"));
    }

    @Override
    public <R extends SpecificRecord> CompletableFuture<Long> count(
            Class<? extends Projection<R>> projection, RowRange range, @Nullable Position after) {
        RowRange counted = range.withCursor(null).withLimit(1);
        Path path = path(known.projection(projection), counted).with("count", true);
        return reads.read(
                path, token(after), json -> Received.required(json, "count").asLong());
    }

    @Override
    public <R extends SpecificRecord> Flow.Publisher<Optional<R>> live(
            Class<? extends Projection<R>> projection, String key) {
        ProjectionDefinition<R> definition = known.projection(projection);
        if (hasNoPath(key)) {
            throw new IllegalArgumentException("There is no stream of a row with the key '" + key + "' over HTTP");
        }
        return streams.publisher(() -> new RowMessages<>(path(definition, key), json -> row(definition, json)));
    }
}
