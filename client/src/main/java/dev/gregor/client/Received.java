package dev.gregor.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.client.http.BrokenAnswerException;
import dev.gregor.event.UnknownEventException;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.AvroJson;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads what answers hold into the classes of the user. What these do not know of a record is left out, as newer instances may write more. */
final class Received {

    /** Places in partitions are not told over HTTP. */
    private static final int NO_PLACE = -1;

    private Received() {}

    /** A member that an answer has to have; throws {@link BrokenAnswerException} if it has not. */
    static JsonNode required(JsonNode json, String member) {
        JsonNode value = json.path(member);
        if (value.isMissingNode()) {
            throw new BrokenAnswerException("An answer has no '" + member + "'");
        }
        return value;
    }

    /** A text that may be null. */
    static @Nullable String text(JsonNode json, String member) {
        return required(json, member).textValue();
    }

    static <T extends SpecificRecord> T record(Class<T> type, JsonNode json, String what) {
        try {
            return AvroJson.readKnown(type, json);
        } catch (IllegalArgumentException e) {
            throw new PermanentException("%s is no %s: %s".formatted(what, type.getName(), e.getMessage()), e);
        }
    }

    static <S extends SpecificRecord> AggregateState<S> state(AggregateDefinition<S> definition, JsonNode json) {
        JsonNode state = required(json, "state");
        String what = "The state of %s '%s'"
                .formatted(definition.type(), json.path("id").asText());
        return new AggregateState<>(
                required(json, "version").asLong(),
                time(json),
                state.isNull() ? null : record(definition.stateClass(), state, what));
    }

    static Event<?> event(AggregateDefinition<?> definition, String aggregateId, JsonNode json) {
        EventMetadata metadata = metadata(aggregateId, json);
        EventDefinition<?, ?> event = definition
                .event(metadata.type().toString())
                .orElseThrow(() -> UnreadableEventException.of(metadata, "cannot be read", unknown(definition)));
        try {
            return new Event<>(metadata, record(event.messageClass(), required(json, "data"), "Its data"));
        } catch (PermanentException e) {
            throw UnreadableEventException.of(metadata, "cannot be read", e);
        }
    }

    private static UnknownEventException unknown(AggregateDefinition<?> definition) {
        return new UnknownEventException(
                "Aggregate '%s' of the client does not evolve by it; give the client the newer version of the class"
                        .formatted(definition.type()),
                null);
    }

    private static EventMetadata metadata(String aggregateId, JsonNode json) {
        return new EventMetadata(
                type(required(json, "type")),
                aggregateId,
                required(json, "version").asLong(),
                time(json),
                NO_PLACE,
                NO_PLACE,
                json.path("correlationId").asText(),
                json.path("causationId").asText());
    }

    /** What is known of an event that cannot be read; its time is not told. */
    static EventMetadata metadataOfUnreadable(JsonNode json) {
        return new EventMetadata(
                type(required(json, "eventType")),
                json.path("aggregateId").asText(),
                json.path("version").asLong(),
                Instant.EPOCH,
                NO_PLACE,
                NO_PLACE,
                "",
                "");
    }

    /** The type of a message; throws {@link BrokenAnswerException} if it is none. */
    static MessageType type(JsonNode json) {
        try {
            return MessageType.parse(json.asText());
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException("An answer is malformed: " + e.getMessage(), e);
        }
    }

    private static Instant time(JsonNode json) {
        try {
            return Instant.parse(required(json, "time").asText());
        } catch (DateTimeException e) {
            throw new BrokenAnswerException("A time is malformed: " + e.getMessage(), e);
        }
    }
}
