package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One field that is not as it has to be.
 *
 * @param field its path, such as {@code address.lines[2]} or {@code labels["a key"]}; empty for the whole JSON
 * @param value the beginning of its value as JSON text; null if the field is missing
 * @param expected what would be right, to be read after "expected", such as {@code a string} or {@code one of LOW, HIGH}
 * @param message all of it in a sentence
 */
public record FieldError(String field, @Nullable String value, String expected, String message) {

    private static FieldError of(FieldPath field, String problem, @Nullable String value, String expected) {
        String subject = field.parent() == null ? "The JSON" : "Field '" + field + "'";
        String message = subject + " is " + problem + ", expected " + expected;
        return new FieldError(field.toString(), value, expected, message);
    }

    static FieldError wrong(FieldPath field, JsonNode value, String expected) {
        String shown = Excerpt.of(value.toString());
        return of(field, shown, shown, expected);
    }

    static FieldError missing(FieldPath field, String expected) {
        return of(field, "missing", null, expected);
    }

    static FieldError unknown(FieldPath field, JsonNode value, String expected) {
        return of(field, "unknown", Excerpt.of(value.toString()), expected);
    }
}
