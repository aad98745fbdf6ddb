package dev.gregor.app.http.aggregate;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.command.Command;
import dev.gregor.command.UnlessSince;
import dev.gregor.message.MessageType;
import io.javalin.http.Context;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the headers of a request say about its command. */
public final class CommandHeaders {

    private static final Pattern ENTITY_TAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");
    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.{0,200})?");
    private static final String UNLESS_SINCE = "Gregor-Unless-Since";

    /** The longest id of a command or a correlation, in characters. */
    public static final int MAX_ID = 200;

    private static final int MAX_TRACE_STATE = 512;

    private CommandHeaders() {}

    /** The command with its id, conditions and trace; throws a {@link Problem} for a malformed header. */
    public static Command apply(Context request, AggregateDefinition<?> aggregate, Command command) {
        String key = id(request, "Idempotency-Key", command.id());
        Command expecting = command.withId(key)
                .withCorrelationId(id(request, "X-Correlation-Id", key))
                .withExpectedVersion(expectedVersion(request));
        return trace(request, unlessSince(request, aggregate, expecting));
    }

    private static Command unlessSince(Context request, AggregateDefinition<?> aggregate, Command command) {
        String condition = Params.header(request, UNLESS_SINCE);
        if (condition == null) {
            return command;
        }
        try {
            UnlessSince asked = UnlessSince.parse(condition);
            asked.types().forEach(type -> requireEvent(aggregate, type));
            return command.withNoneOfSince(asked.version(), asked.types().toArray(MessageType[]::new));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(
                    UNLESS_SINCE, condition, "a version and types of events, such as " + example(aggregate));
        }
    }

    private static void requireEvent(AggregateDefinition<?> aggregate, MessageType type) {
        if (aggregate.currentTypes(type).isEmpty()) {
            throw new IllegalArgumentException(type + " is no event");
        }
    }

    private static String example(AggregateDefinition<?> aggregate) {
        return "5; " + aggregate.events().iterator().next().type();
    }

    private static String id(Context request, String header, String otherwise) {
        String id = Params.header(request, header);
        if (id == null) {
            return otherwise;
        }
        if (id.isBlank() || id.length() > MAX_ID) {
            throw Problem.invalid(header, id, "1 to " + MAX_ID + " characters");
        }
        return id;
    }

    private static long expectedVersion(Context request) {
        String match = Params.header(request, "If-Match");
        String noneMatch = Params.header(request, "If-None-Match");
        if (match != null && noneMatch != null) {
            throw Problem.invalid("If-None-Match", noneMatch, "no If-None-Match together with If-Match");
        }
        if (noneMatch != null && !noneMatch.equals("*")) {
            throw Problem.invalid("If-None-Match", noneMatch, "* (the aggregate must not exist)");
        }
        return noneMatch != null ? 0 : match != null ? version(match) : Command.ANY_VERSION;
    }

    private static long version(String match) {
        Matcher matcher = ENTITY_TAG.matcher(match);
        if (!matcher.matches()) {
            throw Problem.invalid("If-Match", match, "one version in quotes, such as \"7\", neither weak nor a list");
        }
        return Long.parseLong(matcher.group(1));
    }

    /** A malformed trace is left out, as W3C Trace Context has it. */
    private static Command trace(Context request, Command command) {
        String parent = request.header("traceparent");
        if (parent == null || !TRACE_PARENT.matcher(parent).matches()) {
            return command;
        }
        return command.withTrace(parent, traceState(request));
    }

    private static @Nullable String traceState(Context request) {
        String state = request.header("tracestate");
        return state == null || state.isBlank() || state.length() > MAX_TRACE_STATE ? null : state;
    }
}
