package dev.gregor.app.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered to a request. */
public record Reply(int status, String mediaType, Map<String, String> headers, byte[] body) {

    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    /** The only header that others have set before. */
    private static final String VARY = "Vary";

    /** JSON with status 200. */
    public static Reply json(JsonNode body) {
        return new Reply(200, "application/json", Map.of(), Json.bytes(body));
    }

    /** The same with more headers. */
    public Reply with(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(added);
        return new Reply(status, mediaType, all, body);
    }

    /** This, known already. */
    public CompletableFuture<Reply> now() {
        return CompletableFuture.completedFuture(this);
    }

    /** Answers a request with this. */
    public void writeTo(Context request) {
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase(VARY)) {
                request.res().addHeader(VARY, value);
            } else {
                request.header(name, value);
            }
        });
        request.status(status).contentType(mediaType);
        try {
            request.outputStream().write(body); // A result of Javalin is copied through a buffer of its own.
        } catch (IOException e) {
            LOG.debug("The client left before its answer: {}", e.toString());
        }
    }
}
