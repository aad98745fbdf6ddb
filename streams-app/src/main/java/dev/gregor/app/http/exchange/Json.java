package dev.gregor.app.http.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.json.InvalidJsonException;
import dev.gregor.json.JsonText;

/** Reads JSON strictly, and writes it. */
public final class Json {

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The JSON in a body; an empty body is an empty object. */
    public static JsonNode read(byte[] body) {
        try {
            JsonNode read = JsonText.read(body);
            return read.isMissingNode() ? object() : read;
        } catch (InvalidJsonException e) {
            String detail = "The body is no JSON: " + e.getMessage() + ", expected " + e.expected();
            throw new Problem(ProblemType.INVALID_REQUEST, detail)
                    .with(json -> json.put("field", "").put("expected", e.expected()))
                    .with(json -> json.put("line", e.line()).put("column", e.column()));
        }
    }

    /** JSON as text. */
    public static String text(JsonNode json) {
        return new String(JsonText.write(json), UTF_8);
    }

    /** JSON as UTF-8. */
    public static byte[] bytes(JsonNode json) {
        return JsonText.write(json);
    }
}
