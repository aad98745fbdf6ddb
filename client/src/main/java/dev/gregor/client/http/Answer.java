package dev.gregor.client.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.client.problem.Problem;
import dev.gregor.json.InvalidJsonException;
import dev.gregor.json.JsonText;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an instance has answered.
 *
 * @param from who was asked
 * @param status the status of HTTP
 * @param mediaType the content type; empty if there is none
 * @param position the header {@code Gregor-Position}; null if there is none
 * @param retryAfter how long to wait before asking again; zero if the answer does not say
 * @param body the body
 */
public record Answer(
        URI from, int status, String mediaType, @Nullable String position, Duration retryAfter, byte[] body) {

    /** Of problems that the next try may not have. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429, 502, 503, 504);

    private static final int SHOWN = 200;
    private static final int MAX_RETRY_SECONDS = 60;

    /** An answer with its body. */
    public static Answer of(URI from, HttpResponse<byte[]> response) {
        return of(from, response, response.body());
    }

    /** An answer whose body was read apart from it. */
    public static Answer of(URI from, HttpResponse<?> response, byte[] body) {
        return new Answer(
                from,
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().firstValue("Gregor-Position").orElse(null),
                response.headers()
                        .firstValue("Retry-After")
                        .map(Answer::seconds)
                        .orElse(Duration.ZERO),
                body);
    }

    /** Whether another try may be answered otherwise, by its status. */
    public boolean isTemporary() {
        return TEMPORARY.contains(status);
    }

    /** A date, which the header may have too, counts as none. */
    private static Duration seconds(String header) {
        return header.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Math.min(Integer.parseInt(header), MAX_RETRY_SECONDS))
                : Duration.ZERO;
    }

    /**
     * The body as JSON.
     *
     * @throws BrokenAnswerException if it is none
     */
    public JsonNode json() {
        if (!mediaType.startsWith("application/json") && !mediaType.startsWith("application/problem+json")) {
            throw new BrokenAnswerException(toString());
        }
        return json(body);
    }

    /** The JSON in a text; throws {@link BrokenAnswerException} if it is none. */
    public static JsonNode json(String text) {
        return json(text.getBytes(UTF_8));
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JsonText.read(bytes);
        } catch (InvalidJsonException e) {
            throw new BrokenAnswerException("An answer is no JSON: " + e.getMessage(), e);
        }
    }

    /** The problem; empty if it is no problem, or of somebody else, such as a proxy. */
    public Optional<Problem> problem() {
        if (!mediaType.startsWith("application/problem+json")) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(json(), status))
                .filter(each -> each.type().startsWith("/problems/"));
    }

    /** Whether it is this problem. */
    public boolean is(String problemType) {
        return problem().filter(each -> each.type().equals(problemType)).isPresent();
    }

    /** What was answered, for messages. */
    @Override
    public String toString() {
        String text = new String(body, UTF_8).strip();
        return "%s answered %d '%s'".formatted(from, status, text.length() > SHOWN ? text.substring(0, SHOWN) : text);
    }
}
