package dev.gregor.messaging.letter.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.json.JsonText;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.letter.audit.AuditEntry.Action;
import dev.gregor.messaging.letter.audit.AuditEntry.Outcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** CloudEvents in binary mode with data in JSON, so that any tool can read the log. */
final class AuditFormat {

    private static final String TYPE = "dead-letter.audited.v1";
    private static final String JSON = "application/json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private AuditFormat() {}

    static ProducerRecord<byte[], byte[]> write(String topic, String app, AuditEntry entry) {
        String key = entry.letter().isEmpty() ? entry.request() : entry.letter();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, 0, entry.time().toEpochMilli(), key.getBytes(UTF_8), JsonText.write(json(entry)));
        Headers headers = record.headers();
        add(headers, MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
        add(headers, MessageHeaders.ID, UUID.randomUUID().toString());
        add(headers, MessageHeaders.TYPE, TYPE);
        add(headers, MessageHeaders.SOURCE, "/gregor/" + app + "/dead-letter");
        add(headers, MessageHeaders.SUBJECT, key);
        add(headers, MessageHeaders.TIME, entry.time().toString());
        add(headers, MessageHeaders.CONTENT_TYPE, JSON);
        return record;
    }

    private static ObjectNode json(AuditEntry entry) {
        return MAPPER.createObjectNode()
                .put("time", entry.time().toString())
                .put("action", entry.action().name())
                .put("by", entry.by())
                .put("letter", entry.letter())
                .put("request", entry.request())
                .put("reason", entry.reason())
                .put("outcome", entry.outcome().name())
                .put("detail", entry.detail());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    /** Nothing if it is none of ours, or of a newer version that knows more. */
    static Optional<AuditEntry> read(byte[] value) {
        try {
            JsonNode json = JsonText.read(value);
            return Optional.of(new AuditEntry(
                    Instant.parse(json.path("time").asText()),
                    Action.valueOf(json.path("action").asText()),
                    json.path("by").asText(),
                    json.path("letter").asText(),
                    json.path("request").asText(),
                    json.path("reason").asText(),
                    Outcome.valueOf(json.path("outcome").asText()),
                    json.path("detail").asText()));
        } catch (DateTimeException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
