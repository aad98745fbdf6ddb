package dev.gregor.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bytes that are no JSON that is taken. The message says what is wrong, at which line and column, and what was expected. */
public final class InvalidJsonException extends IllegalArgumentException {

    /** What the parser says of itself, and not of the text. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^\\]]*?line: (\\d+), column: (\\d+)\\]");

    private static final Pattern ADVICE =
            Pattern.compile("[:,;]? ?\\(?(enable|from) `[^`]*`( to allow| enabled)?\\)?|`");

    private final String expected;
    private final int line;
    private final int column;

    InvalidJsonException(String problem, String expected, @Nullable JsonLocation at) {
        super(problem + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        this.expected = expected;
        this.line = at == null ? 0 : at.getLineNr();
        this.column = at == null ? 0 : at.getColumnNr();
    }

    static InvalidJsonException of(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        String located = SOURCE.matcher(message).replaceAll("line $1, column $2");
        return new InvalidJsonException(
                Excerpt.of(ADVICE.matcher(located).replaceAll(""), 300), "one JSON object in UTF-8", e.getLocation());
    }

    /** What would be right, to be read after "expected". */
    public String expected() {
        return expected;
    }

    /** The line of the error, from 1; 0 if it is not known. */
    public int line() {
        return line;
    }

    /** The column of the error, in characters or bytes from 1; 0 if it is not known. */
    public int column() {
        return column;
    }
}
