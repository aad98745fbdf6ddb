package dev.gregor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.event.LiveEvent;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** Writes what the HTML standard calls an event stream (chapter 9.2). Blocks while the client takes nothing. */
final class ServerSentEvents {

    static final String MEDIA_TYPE = "text/event-stream";

    /** Whether one comes or none, the client sees that the connection lives. */
    static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(UTF_8);

    /** Lets the client come back a second after the end. */
    static final byte[] RETRY = "retry: 1000\n\n".getBytes(UTF_8);

    private final OutputStream out;

    private ServerSentEvents(OutputStream out) {
        this.out = out;
    }

    static ServerSentEvents begin(HttpServletResponse response) throws IOException {
        prepare(response);
        return new ServerSentEvents(response.getOutputStream());
    }

    /** Sets the headers. */
    static void prepare(HttpServletResponse response) {
        response.setStatus(200);
        response.setContentType(MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    /** An event of the standard type without an id. */
    static byte[] data(JsonNode json) {
        return ("data: " + json + "\n\n").getBytes(UTF_8);
    }

    /** Tells the client where it is before there is an event: one without data changes nothing but the last event id. */
    void place(String token) throws IOException {
        write("id: " + token + "\n\n");
        flush();
    }

    void event(LiveEvent live) throws IOException {
        ObjectNode json = AggregateEndpoints.json(live.event());
        json.put("aggregateId", live.event().aggregateId());
        write("id: " + live.token() + "\nevent: " + live.event().metadata().type() + "\ndata: ");
        out.write(Json.bytes(json));
        write("\n\n");
    }

    void heartbeat() throws IOException {
        out.write(HEARTBEAT);
        flush();
    }

    void flush() throws IOException {
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }
}
