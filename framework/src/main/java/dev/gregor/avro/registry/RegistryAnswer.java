package dev.gregor.avro.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.failure.PermanentException;
import java.net.URI;

/** The answer of a registry, or of whatever else is at its address, and how messages quote it. */
record RegistryAnswer(URI uri, int status, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_SHOWN = 300;
    private static final String ANOTHER_SERVER = "Is %s that of a schema registry?".formatted(RegistryConfig.URL);

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the same request may be answered otherwise later. */
    boolean isTransient() {
        return status >= 500 || status == 429 || status == 408;
    }

    /** The answer to a request that succeeded. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    "%s did not answer in JSON, but %s. %s".formatted(uri, shown(body), ANOTHER_SERVER), e);
        }
    }

    /** What the registry says of a request that failed. */
    String reason() {
        return error().path("message").asText(body);
    }

    /** Registries number their errors. */
    private JsonNode error() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    /** That a request failed, why, and what to do. */
    String failure() {
        return "Schema registry %s answered %d: %s. %s".formatted(uri, status, shown(reason()), cure());
    }

    private String cure() {
        if (status == 401 || status == 403) {
            return "Are the user in basic.auth.user.info, or the token in bearer.auth.token, right, and their sources set?";
        }
        if (status == 429 || status == 408) {
            return "Try again later, or raise max.retries.";
        }
        if (error().has("error_code")) {
            return "The log of the registry may say more.";
        }
        return ANOTHER_SERVER;
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return "nothing";
        }
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
    }

    /** A field that an answer has to have. */
    static JsonNode field(JsonNode answer, String name) {
        JsonNode value = answer.get(name);
        if (value == null) {
            throw new PermanentException("The registry's answer has no field '%s', it is %s. %s"
                    .formatted(name, shown(answer.toString()), ANOTHER_SERVER));
        }
        return value;
    }
}
