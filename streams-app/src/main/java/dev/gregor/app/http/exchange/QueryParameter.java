package dev.gregor.app.http.exchange;

/**
 * A parameter that may be in the query of a request.
 *
 * @param type of JSON Schema
 * @param isList whether it may be given several times, or with several values between commas
 */
public record QueryParameter(String name, String type, String meaning, boolean isList) {

    /** The positions that an answer has to show. */
    public static final QueryParameter AFTER = new QueryParameter(
            "after", "string", "The same as Gregor-Position; of several positions all are waited for", true);

    /** A text that may be given once. */
    public static QueryParameter text(String name, String meaning) {
        return new QueryParameter(name, "string", meaning, false);
    }

    /** A number that may be given once. */
    public static QueryParameter number(String name, String meaning) {
        return new QueryParameter(name, "integer", meaning, false);
    }
}
