package dev.gregor.app.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** JSON that is not the record asked for. The message says which field, its value and what would be right. */
public final class InvalidFieldException extends IllegalArgumentException {

    private static final int SHOWN = 100;

    private final String field;
    private final @Nullable String value;
    private final String expected;

    private InvalidFieldException(FieldPath field, String problem, @Nullable JsonNode value, String expected) {
        super(subject(field) + " is " + problem + ", expected " + expected);
        this.field = field.toString();
        this.value = value == null ? null : value.toString();
        this.expected = expected;
    }

    static InvalidFieldException wrong(FieldPath field, JsonNode value, String expected) {
        return new InvalidFieldException(field, shortened(value.toString()), value, expected);
    }

    static InvalidFieldException missing(FieldPath field, String expected) {
        return new InvalidFieldException(field, "missing", null, expected);
    }

    static InvalidFieldException unknown(FieldPath field, JsonNode value, String expected) {
        return new InvalidFieldException(field, "unknown", value, expected);
    }

    /** The path of the field, such as {@code address.lines[2]} or {@code labels["a key"]}; empty for the whole JSON. */
    public String field() {
        return field;
    }

    /** The value as JSON text in full length; null if the field is missing. */
    public @Nullable String value() {
        return value;
    }

    /** What would be right, to be read after "expected", such as {@code a string} or {@code one of LOW, HIGH}. */
    public String expected() {
        return expected;
    }

    private static String subject(FieldPath field) {
        return field.parent() == null ? "The JSON" : "Field '" + field + "'";
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
