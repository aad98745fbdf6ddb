package dev.gregor.app.http.batch;

import dev.gregor.app.http.exchange.AcceptedTypes;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/** The two forms of a batch and of its answers. */
enum BatchForm {
    /** A JSON array. */
    ARRAY("application/json", "[", ",\n", "", "]\n"),
    /** A JSON object in each line (NDJSON). */
    LINES("application/x-ndjson", "", "", "\n", "");

    private final String mediaType;
    private final String beforeFirst;
    private final String beforeOther;
    private final String afterEach;
    private final String end;

    BatchForm(String mediaType, String beforeFirst, String beforeOther, String afterEach, String end) {
        this.mediaType = mediaType;
        this.beforeFirst = beforeFirst;
        this.beforeOther = beforeOther;
        this.afterEach = afterEach;
        this.end = end;
    }

    /** The form of the body of a request, an array if it does not say; throws a {@link Problem} if it has neither. */
    static BatchForm ofBody(Context request) {
        String type = request.contentType();
        if (type == null || Body.isJson(type)) {
            return ARRAY;
        }
        if (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(LINES.mediaType)) {
            return LINES;
        }
        throw new Problem(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "The Content-Type is '%s', expected %s or %s".formatted(type, ARRAY.mediaType, LINES.mediaType));
    }

    /** The form of the answers: the one that is named as accepted, or that of the body if both are or none. */
    static BatchForm ofAnswers(Context request, BatchForm body) {
        AcceptedTypes.require(request, ARRAY.mediaType, LINES.mediaType);
        AcceptedTypes accepted = AcceptedTypes.by(request);
        BatchForm other = body == ARRAY ? LINES : ARRAY;
        return List.of(body, other).stream()
                .filter(each -> accepted.names(each.mediaType))
                .findFirst()
                .orElse(accepted.takes(body.mediaType) ? body : other);
    }

    String mediaType() {
        return mediaType;
    }

    /** The elements of a body. */
    Elements elements(int limit) {
        return this == ARRAY ? new ArrayElements(limit) : new LineElements(limit);
    }

    /** What stands before an answer. */
    String before(int index) {
        return index == 0 ? beforeFirst : beforeOther;
    }

    /** What stands behind each answer. */
    String afterEach() {
        return afterEach;
    }

    /** What stands behind all answers. */
    String end() {
        return end;
    }
}
