package dev.gregor.messaging.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What Debezium writes in place of a large value that has not changed, and so is not in the log of the database. */
final class Placeholder {

    private static final String TEXT = "__debezium_unavailable_value";
    private static final Set<String> TEXTS = Set.of(
            TEXT,
            Base64.getEncoder().encodeToString(TEXT.getBytes(UTF_8)),
            UUID.nameUUIDFromBytes(TEXT.getBytes(UTF_8)).toString(),
            "{\"%1$s\":\"%1$s\"}".formatted(TEXT));
    private static final String NUMBERS = TEXT.chars().mapToObj(String::valueOf).collect(Collectors.joining(","));

    private Placeholder() {}

    /** Whether it is one; in an array it is the only element, or its characters are. */
    static boolean is(JsonNode value) {
        if (value.isArray()) {
            String all = StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(","));
            return TEXTS.contains(all) || NUMBERS.equals(all);
        }
        return value.isTextual() ? TEXTS.contains(value.textValue()) : value.has(TEXT);
    }
}
