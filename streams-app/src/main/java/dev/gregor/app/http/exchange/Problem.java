package dev.gregor.app.http.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.json.Excerpt;
import dev.gregor.json.FieldError;
import dev.gregor.json.InvalidFieldException;
import dev.gregor.position.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A problem detail of RFC 9457, thrown where it is found and answered in one place. */
public final class Problem extends RuntimeException {

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "1");

    /** The scheme of RFC 6750. */
    private static final Map<String, String> BEARER = Map.of("WWW-Authenticate", "Bearer");

    private final ProblemType type;
    private final transient ObjectNode members = Json.object();

    /** A problem with what is special in it. */
    public Problem(ProblemType type, String detail) {
        super(detail, null, false, false);
        this.type = type;
    }

    /** A request that is not answered, for the server stops. */
    public static Problem stopping() {
        return new Problem(ProblemType.NOT_READY, "The application stops; try again in a second");
    }

    /** A part of the request that is not as it has to be. */
    public static Problem invalid(String field, @Nullable String value, String expected) {
        String shown = value == null ? null : Excerpt.of(value);
        String subject = shown == null ? field + " is missing" : field + " is '" + shown + "'";
        return new Problem(ProblemType.INVALID_REQUEST, subject + ", expected " + expected)
                .with(json -> json.put("field", field).put("value", shown).put("expected", expected));
    }

    /** An Accept header that there is no form for. */
    static Problem invalidAccept(String accept, String forms) {
        return new Problem(
                ProblemType.NOT_ACCEPTABLE,
                "Accept is '%s', but there is only %s".formatted(Excerpt.of(accept), forms));
    }

    /** Fields of the body that are not as they have to be: the first as that of a parameter, and all of them. */
    public static Problem invalid(InvalidFieldException e) {
        FieldError first = e.errors().get(0);
        return new Problem(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                .with(json -> add(json, first))
                .with(json -> e.errors()
                        .forEach(error ->
                                add(json.withArray("errors").addObject(), error).put("detail", error.message())));
    }

    private static ObjectNode add(ObjectNode json, FieldError error) {
        return json.put("field", error.field()).put("value", error.value()).put("expected", error.expected());
    }

    /** A name of nothing that exists; says what does. */
    public static Problem unknown(ProblemType type, String what, String name, Collection<String> known) {
        String detail =
                "'%s' is no %s, expected one of: %s".formatted(Excerpt.of(name), what, String.join(", ", known));
        return new Problem(type, detail).with(json -> known.forEach(json.putArray("known")::add));
    }

    /** What did not come to a position in time. */
    public static Problem notCaughtUp(String what, Position position, Duration waited) {
        String detail = "%s did not come to position %s within %d ms; ask again, or without the position"
                .formatted(what, position.token(), waited.toMillis());
        return new Problem(ProblemType.NOT_CAUGHT_UP, detail).with(json -> json.put("position", position.token()));
    }

    /** A recorded event that cannot be read or shown. */
    public static Problem unreadable(UnreadableEventException e) {
        Problem problem = new Problem(
                e.isUnknown() ? ProblemType.UNKNOWN_EVENT : ProblemType.UNREADABLE, String.valueOf(e.getMessage()));
        e.event()
                .ifPresent(event -> problem.with(json -> json.put("eventId", event.id())
                        .put("eventType", event.type().toString())
                        .put("aggregateId", event.aggregateId())
                        .put("version", event.version())));
        return problem;
    }

    /** Adds members, and answers this. */
    public Problem with(Consumer<ObjectNode> addition) {
        addition.accept(members);
        return this;
    }

    /** The problem detail. */
    public ObjectNode json() {
        return Json.object()
                .put("type", type.uri())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", getMessage())
                .setAll(members);
    }

    /** The response that reports it. */
    public Reply reply() {
        Reply reply = new Reply(type.status(), MEDIA_TYPE, Map.of(), Json.bytes(json()));
        return switch (type) {
            case NOT_READY, UNAVAILABLE, TOO_MANY_REQUESTS -> reply.with(RETRY_SOON);
            case UNAUTHENTICATED -> reply.with(BEARER);
            default -> reply;
        };
    }
}
