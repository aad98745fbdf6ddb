package dev.gregor.client;

import static dev.gregor.client.Received.required;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.api.LiveStart;
import dev.gregor.client.http.BrokenAnswerException;
import dev.gregor.client.http.Path;
import dev.gregor.client.stream.Messages;
import dev.gregor.client.stream.ServerSentEvent;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Live events. The id of a message tells where a stream goes on. */
final class EventMessages implements Messages<LiveEvent> {

    /** A heartbeat comes every 1.5 seconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    /** As often as an event is not known to an instance, before it counts as not known to any. */
    private static final int MOST_UNKNOWN = 5;

    private final Path first;
    private final Path next;
    private final Known known;
    private @Nullable String token;
    private String unknownEvent = "";
    private int unknown;

    EventMessages(LiveStart start, Known known, String... segments) {
        this.next = Path.of(segments);
        this.first = start.match(() -> next, () -> Path.of(segments).with("from", "beginning"), after -> next);
        this.token = start.<Optional<String>>match(Optional::empty, Optional::empty, Optional::of)
                .orElse(null);
        this.known = known;
    }

    @Override
    public Path path() {
        return token == null ? first : next;
    }

    @Override
    public @Nullable String lastEventId() {
        return token;
    }

    @Override
    public Duration longestSilence() {
        return LONGEST_SILENCE;
    }

    @Override
    public Optional<LiveEvent> read(ServerSentEvent message) {
        Optional<LiveEvent> read = message.data().isEmpty() ? Optional.empty() : event(message);
        if (message.id() != null) {
            token = message.id();
        }
        return read;
    }

    private Optional<LiveEvent> event(ServerSentEvent message) {
        JsonNode json = Messages.json(message);
        return switch (message.event()) {
            case "unreadable" -> Optional.of(new LiveEvent.Unreadable(id(message), unreadable(json)));
            case "unknown" -> throw unknown(json);
            default -> known(id(message), json);
        };
    }

    private static String id(ServerSentEvent message) {
        if (message.id() == null) {
            throw new BrokenAnswerException("A live event has no id");
        }
        return message.id();
    }

    private Optional<LiveEvent> known(String id, JsonNode json) {
        MessageType type = Received.type(required(json, "type"));
        AggregateDefinition<?> definition =
                known.aggregate(type.aggregateType()).orElse(null);
        return definition == null
                ? Optional.empty()
                : Optional.of(new LiveEvent.Known(
                        id,
                        Received.event(definition, required(json, "aggregateId").asText(), json)));
    }

    /** Another instance may know it. */
    private RuntimeException unknown(JsonNode json) {
        String event = json.path("eventId").asText();
        unknown = event.equals(unknownEvent) ? unknown + 1 : 1;
        unknownEvent = event;
        return unknown < MOST_UNKNOWN
                ? new BrokenAnswerException(json.path("detail").asText())
                : unreadable(json);
    }

    private static UnreadableEventException unreadable(JsonNode json) {
        String type = json.path("eventType").asText();
        @Nullable EventMetadata event = type.isEmpty() ? null : Received.metadataOfUnreadable(json);
        boolean isUnknown = json.path("type").asText().equals("/problems/unknown-event");
        return UnreadableEventException.told(json.path("detail").asText(), event, isUnknown);
    }
}
