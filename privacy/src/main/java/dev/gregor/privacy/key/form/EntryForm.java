package dev.gregor.privacy.key.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Entries as JSON: {@code {"master":"2026-01","key":"<base64>"}} or
 * {@code {"receipt":"…","at":"2026-01-31T10:00:00Z","by":"…","reason":"…"}}.
 */
public final class EntryForm {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MASTER = "master";
    private static final String KEY = "key";
    private static final String RECEIPT = "receipt";

    private EntryForm() {}

    /** An entry as an object, to which other properties may be added. */
    public static ObjectNode json(SubjectEntry entry) {
        ObjectNode json = MAPPER.createObjectNode();
        if (entry instanceof WrappedKey key) {
            return json.put(MASTER, key.master()).put(KEY, key.bytes());
        }
        Forgotten forgotten = (Forgotten) entry;
        return json.put(RECEIPT, forgotten.receipt())
                .put("at", forgotten.at().toString())
                .put("by", forgotten.by())
                .put("reason", forgotten.reason());
    }

    /**
     * The entry in an object.
     *
     * @throws PermanentException if there is none
     */
    public static SubjectEntry entry(JsonNode json) {
        try {
            return json.has(RECEIPT) ? forgotten(json) : wrapped(json);
        } catch (IOException | DateTimeException e) {
            throw new PermanentException("Not an entry of a subject: " + e.getMessage(), e);
        }
    }

    private static SubjectEntry wrapped(JsonNode json) throws IOException {
        byte[] key = json.path(KEY).binaryValue();
        if (key == null || !json.path(MASTER).isTextual()) {
            throw new PermanentException("Not an entry of a subject: it has neither '%s' with '%s' nor '%s'"
                    .formatted(MASTER, KEY, RECEIPT));
        }
        return new WrappedKey(json.path(MASTER).asText().intern(), key);
    }

    private static SubjectEntry forgotten(JsonNode json) {
        return new Forgotten(
                json.path(RECEIPT).asText(),
                Instant.parse(json.path("at").asText()),
                json.path("by").asText(),
                json.path("reason").asText());
    }

    /** An object as bytes in UTF-8. */
    public static byte[] bytes(ObjectNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new IllegalStateException("JSON in memory was not written", e);
        }
    }

    /**
     * The object in bytes.
     *
     * @throws PermanentException if they are no JSON
     */
    public static JsonNode json(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new PermanentException("Not an entry of a subject: it is no JSON", e);
        }
    }
}
