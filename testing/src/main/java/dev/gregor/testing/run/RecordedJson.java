package dev.gregor.testing.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.AvroJson;
import dev.gregor.json.JsonText;
import dev.gregor.message.MessageType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** An answer of the HTTP API of an application, kept as a file. */
public final class RecordedJson {

    private final Path file;
    private final JsonNode json;

    /** An event, or one of several that the application made of one. */
    public record Event(MessageType type, String aggregateId, long version, Instant time, JsonNode data) {

        String id() {
            return type.aggregateType() + '/' + aggregateId + '/' + version;
        }
    }

    private RecordedJson(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws AssertionError if it is no JSON
     */
    public static RecordedJson in(Path file) {
        try {
            return new RecordedJson(file, JsonText.read(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        } catch (IllegalArgumentException e) {
            throw new AssertionFailedError(file + " is no JSON: " + e.getMessage(), e);
        }
    }

    /** The events, those of one version together. */
    public List<List<Event>> events() {
        List<List<Event>> versions = new ArrayList<>();
        long version = 0;
        for (JsonNode each : require("events", "/api/aggregates/<type>/<id>/events")) {
            Event event = event(each);
            if (event.version() != version) {
                versions.add(new ArrayList<>());
            }
            version = event.version();
            versions.get(versions.size() - 1).add(event);
        }
        return versions;
    }

    private static Event event(JsonNode json) {
        MessageType type = MessageType.parse(json.path("type").asText());
        String id = json.path("id").asText();
        return new Event(
                type,
                id.substring(type.aggregateType().length() + 1, id.lastIndexOf('/')),
                json.path("version").asLong(),
                Instant.parse(json.path("time").asText()),
                json.path("data"));
    }

    /** The version of the state. */
    long version() {
        return require("version", "/api/aggregates/<type>/<id>").asLong();
    }

    /** The state. */
    <S extends SpecificRecord> @Nullable S state(Class<S> type) {
        JsonNode state = require("state", "/api/aggregates/<type>/<id>");
        return state.isNull() ? null : read(type, state, "The state");
    }

    /** Whether these are all rows of a read model, and not one alone. */
    public boolean hasAllRows() {
        return json.has("rows");
    }

    /** The rows by key. */
    public <R extends SpecificRecord> Map<String, R> rows(Class<R> type) {
        if (json.hasNonNull("cursor")) {
            throw new AssertionFailedError(file + " has one page of the rows; ask for all, with ?limit=1000");
        }
        Map<String, R> rows = new TreeMap<>();
        for (JsonNode row : hasAllRows() ? json.path("rows") : List.of(json)) {
            String key = row.path("key").asText();
            rows.put(key, read(type, row.path("value"), "Row '" + key + "'"));
        }
        return rows;
    }

    private JsonNode require(String field, String path) {
        if (!json.has(field)) {
            throw new AssertionFailedError(
                    "%s has no '%s'; keep the answer of GET %s in it".formatted(file, field, path));
        }
        return json.path(field);
    }

    /** What is there as a record of today; as by Avro, fields that there are no longer are left out. */
    <T extends SpecificRecord> T read(Class<T> type, JsonNode value, String what) {
        try {
            return AvroJson.read(type, known(GeneratedClasses.schema(type), value));
        } catch (IllegalArgumentException | PermanentException e) {
            throw new AssertionFailedError(
                    "%s in %s is no %s of today: %s. Give a new field a default value, or keep the old class and upcast it."
                            .formatted(what, file, type.getSimpleName(), e.getMessage()),
                    e);
        }
    }

    private static JsonNode known(Schema schema, JsonNode value) {
        return value instanceof ObjectNode object
                ? object.deepCopy()
                        .retain(schema.getFields().stream()
                                .map(Schema.Field::name)
                                .toList())
                : value;
    }
}
