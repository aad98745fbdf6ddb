package dev.gregor.app.http.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Shown;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.LiveEvent.Known;
import dev.gregor.event.LiveEvent.Unknown;
import dev.gregor.event.LiveEvent.Unreadable;
import dev.gregor.event.UnreadableEventException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** What the HTML standard calls an event stream (chapter 9.2). */
public final class ServerSentEvents {

    /** The media type of an event stream. */
    public static final String MEDIA_TYPE = "text/event-stream";

    /** Whether one comes or none, the client sees that the connection lives. */
    public static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(UTF_8);

    /** Lets the client come back a second after the end. */
    static final byte[] RETRY = "retry: 1000\n\n".getBytes(UTF_8);

    private ServerSentEvents() {}

    /** Sets the headers. */
    static void prepare(HttpServletResponse response) {
        response.setStatus(200);
        response.setContentType(MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** An event of the standard type without an id. */
    public static byte[] data(JsonNode json) {
        return message("", json);
    }

    /** Gives the client a position before the first event: an event without data only sets the last event id. */
    static byte[] idOnly(String token) {
        return ("id: " + token + "\n\n").getBytes(UTF_8);
    }

    /** Several events after each other. */
    static byte[] bytes(List<LiveEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        events.forEach(event -> bytes.writeBytes(bytes(event)));
        return bytes.toByteArray();
    }

    /** An event of its logical type; one of the type {@code unreadable} or {@code unknown} if it cannot be shown. */
    public static byte[] bytes(LiveEvent live) {
        return live.match(new LiveEvent.Match<>() {
            @Override
            public byte[] known(Known known) {
                return shown(known);
            }

            @Override
            public byte[] unreadable(Unreadable unreadable) {
                return ServerSentEvents.unreadable(unreadable.token(), unreadable.reason());
            }

            @Override
            public byte[] unknown(Unknown unknown) {
                return message(
                        "event: unknown\n", Problem.unreadable(unknown.reason()).json());
            }
        });
    }

    private static byte[] shown(Known live) {
        try {
            ObjectNode json = Shown.event(live.event());
            json.put("aggregateId", live.event().aggregateId());
            return message(
                    "id: %s\nevent: %s\n"
                            .formatted(live.token(), live.event().metadata().type()),
                    json);
        } catch (UnreadableEventException e) {
            return unreadable(live.token(), e);
        }
    }

    private static byte[] unreadable(String token, UnreadableEventException reason) {
        return message(
                "id: " + token + "\nevent: unreadable\n",
                Problem.unreadable(reason).json());
    }

    /** Reports an event that cannot be shown, without an id. */
    public static byte[] unreadable(Problem problem) {
        return message("event: unreadable\n", problem.json());
    }

    private static byte[] message(String head, JsonNode data) {
        return (head + "data: " + Json.text(data) + "\n\n").getBytes(UTF_8);
    }
}
