package dev.gregor.app.http.exchange;

import java.util.Locale;

/** Every kind of problem that a response may report; {@code docs/http-problems.md} lists them. */
public enum ProblemType {
    INVALID_REQUEST(400, "The request is malformed"),
    UNAUTHENTICATED(401, "The caller is not known"),
    FORBIDDEN(403, "The caller may not do this"),
    NOT_FOUND(404, "There is no such resource"),
    UNKNOWN_AGGREGATE_TYPE(404, "There is no such aggregate type"),
    UNKNOWN_ACTION(404, "The aggregate has no such action"),
    UNKNOWN_PROJECTION(404, "There is no such projection"),
    AGGREGATE_NOT_FOUND(404, "There is no such aggregate"),
    ROW_NOT_FOUND(404, "The projection has no such row"),
    PARKED_NOT_FOUND(404, "No event is parked under this key"),
    UNKNOWN_TOPIC(404, "There is no such topic"),
    LETTER_NOT_FOUND(404, "There is no such dead letter"),
    SCHEDULE_NOT_FOUND(404, "There is no such schedule"),
    NO_OUTBOX(404, "There is no outbox here"),
    NOTHING_SEALED(404, "No field is personal here"),
    METHOD_NOT_ALLOWED(405, "The resource does not take this method"),
    NOT_ACCEPTABLE(406, "The answer has no form that the request accepts"),
    TOO_SLOW(408, "The body comes too slowly"),
    VERSION_CONFLICT(412, "The expected version did not hold"),
    TOO_LARGE(413, "The command is too large"),
    TOO_MANY_COMMANDS(413, "The batch has too many commands"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON"),
    REJECTED(422, "The aggregate refused the command"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key stands for another command"),
    MESSAGE_REFUSED(422, "The message cannot be published"),
    LETTER_REFUSED(422, "This cannot be done with the dead letter"),
    TOO_MANY_REQUESTS(429, "The caller asks too often"),
    COMMAND_FAILED(500, "The command could not be handled"),
    UNKNOWN_EVENT(500, "An event is not known to this instance"),
    UNREADABLE(500, "What is recorded cannot be read or shown"),
    INTERNAL_ERROR(500, "The application made a mistake"),
    NOT_READY(503, "The application is not ready"),
    UNAVAILABLE(503, "This cannot be done at present"),
    OUTCOME_UNKNOWN(504, "The outcome of the command is not known"),
    NOT_CAUGHT_UP(504, "The read model has not applied the position yet");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** What all problems of this type have in common. */
    public String title() {
        return title;
    }

    /** The stable reference, such as {@code /problems/version-conflict}. */
    public String uri() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
