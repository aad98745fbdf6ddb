package dev.gregor.app.http.exchange;

import dev.gregor.message.AggregateId;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request, and refuses malformed ones. */
public final class Params {

    private Params() {}

    /** The id of an aggregate, in the path; throws a {@link Problem} if no aggregate may have it. */
    public static String aggregateId(Context request) {
        return aggregateId("id", request.pathParam("id"));
    }

    /** The id of an aggregate, in this field; throws a {@link Problem} if no aggregate may have it. */
    public static String aggregateId(String field, String id) {
        try {
            return AggregateId.require(id);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(field, id, "1 to 200 characters without control characters (" + e.getMessage() + ")");
        }
    }

    /** A query parameter; null if it is missing or empty. */
    public static @Nullable String text(Context request, String name) {
        String value = request.queryParam(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A number from 1; null if it is missing or empty. */
    public static @Nullable Long number(Context request, String name, long max) {
        String value = text(request, name);
        if (value == null) {
            return null;
        }
        Long number = number(value);
        if (number == null || number < 1 || number > max) {
            throw Problem.invalid(name, value, "a number from 1 to " + max);
        }
        return number;
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A number from 1, or another if it is missing or empty. */
    public static long number(Context request, String name, long defaultValue, long max) {
        Long number = number(request, name, max);
        return number == null ? defaultValue : number;
    }

    /** Whether a query parameter is true; not if it is missing or empty. */
    public static boolean flag(Context request, String name) {
        String value = text(request, name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw Problem.invalid(name, value, "true or false");
        }
        return "true".equals(value);
    }

    /** A number of the path, from 0. */
    public static int pathNumber(Context request, String name) {
        String value = request.pathParam(name);
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException e) {
            throw Problem.invalid(name, value, "a number");
        }
    }

    /** A number in the path, from 0, such as an offset. */
    public static long pathLong(Context request, String name) {
        String value = request.pathParam(name);
        Long number = number(value);
        if (number == null || number < 0) {
            throw Problem.invalid(name, value, "a number from 0");
        }
        return number;
    }

    /** A time; null if it is missing or empty. */
    public static @Nullable Instant time(Context request, String name) {
        String value = text(request, name);
        try {
            return value == null ? null : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid(name, value, "a time of RFC 3339, such as 2026-01-31T10:00:00Z ('+' as %2B)");
        }
    }

    /** The path of a request with its parameters, as it was sent. */
    public static String path(Context request) {
        return path(request.req().getRequestURI(), request.queryString());
    }

    /** A path with its parameters. Clients send no question mark without any. */
    public static String path(String path, @Nullable String query) {
        return query == null || query.isEmpty() ? path : path + '?' + query;
    }

    /** The one line of a header; null if there is none. */
    public static @Nullable String header(Context request, String name) {
        List<String> lines = Collections.list(request.req().getHeaders(name));
        if (lines.size() > 1) {
            throw Problem.invalid(name, String.join(", ", lines), "one line");
        }
        return lines.isEmpty() ? null : lines.get(0);
    }
}
