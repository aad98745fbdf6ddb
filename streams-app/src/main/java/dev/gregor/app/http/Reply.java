package dev.gregor.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What is answered to a request. */
record Reply(int status, String mediaType, Map<String, String> headers, byte[] body) {

    static Reply json(JsonNode body) {
        return new Reply(200, "application/json", Map.of(), Json.bytes(body));
    }

    Reply with(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(added);
        return new Reply(status, mediaType, all, body);
    }

    CompletableFuture<Reply> now() {
        return CompletableFuture.completedFuture(this);
    }

    void writeTo(Context request) {
        headers.forEach(request::header);
        request.status(status).contentType(mediaType).result(body);
    }
}
