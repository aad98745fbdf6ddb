package dev.gregor.app.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.json.AvroJson;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.query.Row;
import java.util.function.Function;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded, as JSON. Each record is written by itself, so that one that cannot be written, for it is nested too deep for
 * the stack or for JSON, is named and costs no other.
 */
public final class Shown {

    private Shown() {}

    /** An event with its metadata; throws {@link UnreadableEventException} if its data cannot be written. */
    public static ObjectNode event(Event<?> event) {
        EventMetadata metadata = event.metadata();
        return Json.object()
                .put("id", metadata.id())
                .put("type", metadata.type().toString())
                .put("version", metadata.version())
                .put("time", metadata.time().toString())
                .put("correlationId", metadata.correlationId())
                .put("causationId", metadata.causationId())
                .set(
                        "data",
                        written(
                                event.data(),
                                e -> UnreadableEventException.of(metadata, "cannot be shown as JSON", e)));
    }

    /** A row; throws a {@link Problem} if its value cannot be written. */
    public static ObjectNode row(Row row) {
        return Json.object()
                .put("key", row.key())
                .set("value", written(row.value(), e -> problem("Row '" + row.key() + "'", e)));
    }

    /** The state alone of an aggregate; throws a {@link Problem} if it cannot be written. */
    public static JsonNode state(String type, String id, AggregateState<?> at) {
        return written(
                at.state(), e -> problem("The state of %s '%s' at version %d".formatted(type, id, at.version()), e));
    }

    private static Problem problem(String what, Throwable reason) {
        return new Problem(ProblemType.UNREADABLE, what + " cannot be shown as JSON: " + reason(reason));
    }

    private static String reason(Throwable reason) {
        return reason instanceof StackOverflowError ? "it is nested too deep" : String.valueOf(reason.getMessage());
    }

    private static JsonNode written(
            @Nullable IndexedRecord record, Function<Throwable, ? extends RuntimeException> failure) {
        if (record == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return JsonNodeFactory.instance.rawValueNode(new RawValue(Json.text(AvroJson.write(record))));
        } catch (RuntimeException | StackOverflowError e) {
            throw failure.apply(e);
        }
    }
}
