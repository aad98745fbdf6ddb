package dev.gregor.app.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Reads the JSON body of a request, up to a limit. */
public final class Body {

    /** What is read beyond the limit and thrown away, so that most clients get to read the answer. */
    private static final int DISCARDED = 8 * 1024 * 1024;

    private static final int FIRST_BYTES = 16 * 1024;
    private static final Duration SLOW_START = Duration.ofSeconds(10);
    private static final int MIN_BYTES_PER_SECOND = 1024;

    private final int limit;

    /** Reads at most this many bytes. */
    public Body(int limit) {
        this.limit = limit;
    }

    /** The JSON of a body; throws a {@link Problem} if it is too large, of another type or malformed. */
    public JsonNode json(Context request) {
        byte[] bytes = bytes(request);
        String type = request.contentType();
        if (bytes.length > 0 && type != null && !isJson(type)) {
            throw new Problem(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Type is '" + type + "', expected application/json");
        }
        return Json.read(bytes);
    }

    /** Whether a Content-Type is that of JSON. */
    public static boolean isJson(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private byte[] bytes(Context request) {
        try (InputStream in = request.req().getInputStream()) {
            byte[] bytes = read(in, expected(request), System::nanoTime);
            if (bytes.length > limit) {
                in.skip(DISCARDED);
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw new Problem(ProblemType.INVALID_REQUEST, "The body ended early: " + e.getMessage());
        }
    }

    /** A thread waits for the client, so clients are not to be slow on purpose. */
    static byte[] read(InputStream in, int expected, LongSupplier nanos) throws IOException {
        byte[] bytes = new byte[Math.min(expected, FIRST_BYTES)];
        long start = nanos.getAsLong();
        int length = 0;
        int read = 0;
        while (read >= 0 && length < expected) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(expected, 4 * length));
            }
            read = in.read(bytes, length, bytes.length - length);
            length += Math.max(read, 0);
            if (read >= 0 && length < expected) {
                requirePace(length, nanos.getAsLong() - start);
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Throws a {@link Problem} if so many bytes are too few for the time since the first of them was awaited. */
    static void requirePace(int bytes, long nanos) {
        long seconds = Duration.ofNanos(nanos).minus(SLOW_START).toSeconds();
        if (seconds > 0 && bytes / seconds < MIN_BYTES_PER_SECOND) {
            throw new Problem(
                    ProblemType.TOO_SLOW,
                    "Of the body %d bytes came within %d s, expected %d and more each second after the first %d s"
                            .formatted(
                                    bytes,
                                    Duration.ofNanos(nanos).toSeconds(),
                                    MIN_BYTES_PER_SECOND,
                                    SLOW_START.toSeconds()));
        }
    }

    /** Room for what is announced only, and for more than the limit if nothing is. */
    private int expected(Context request) {
        int announced = request.contentLength();
        return announced < 0 ? limit + 1 : Math.min(announced, limit + 1);
    }

    private Problem tooLarge() {
        return new Problem(
                        ProblemType.TOO_LARGE,
                        "The body has more than the %d bytes allowed; make it smaller or raise gregor.max-message-bytes"
                                .formatted(limit))
                .with(json -> json.put("limit", limit));
    }
}
