package dev.gregor.app.http.aggregate;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.command.Command;
import dev.gregor.command.UnlessSince;
import dev.gregor.message.MessageType;
import dev.gregor.message.RandomId;
import dev.gregor.messaging.envelope.MessageContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes commands of requests: ids, conditions and trace are in the headers; those of messages, too. */
public final class RequestHeaders {

    private static final Pattern ENTITY_TAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");
    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.{0,200})?");
    private static final String UNLESS_SINCE = "Gregor-Unless-Since";

    private static final int MAX_TRACE_STATE = 512;

    private RequestHeaders() {}

    /** The command of a request; throws a {@link Problem} for a malformed header. */
    static Command command(
            HeaderLines headers,
            AggregateDefinition<?> aggregate,
            MessageType type,
            String aggregateId,
            SpecificRecord data) {
        String id = id(headers, "Idempotency-Key", RandomId.next());
        String correlationId = id(headers, "X-Correlation-Id", id);
        String traceParent = traceParent(headers);
        return new Command(
                type,
                aggregateId,
                data,
                id,
                expectedVersion(headers),
                unlessSince(headers, aggregate),
                correlationId,
                traceParent,
                traceParent == null ? null : traceState(headers),
                null);
    }

    /** What the messages of a request belong to; throws a {@link Problem} for a malformed header. */
    public static MessageContext context(HeaderLines headers) {
        String correlationId = id(headers, "X-Correlation-Id", RandomId.next());
        String traceParent = traceParent(headers);
        return new MessageContext(correlationId, null, traceParent, traceParent == null ? null : traceState(headers));
    }

    private static @Nullable UnlessSince unlessSince(HeaderLines headers, AggregateDefinition<?> aggregate) {
        String condition = headers.one(UNLESS_SINCE);
        if (condition == null) {
            return null;
        }
        try {
            UnlessSince unlessSince = UnlessSince.parse(condition);
            unlessSince.types().forEach(type -> requireEvent(aggregate, type));
            return unlessSince;
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

    private static String id(HeaderLines headers, String header, String defaultValue) {
        String id = headers.one(header);
        if (id == null) {
            return defaultValue;
        }
        if (id.isBlank() || id.length() > Command.MAX_ID_LENGTH) {
            throw Problem.invalid(header, id, "1 to " + Command.MAX_ID_LENGTH + " characters");
        }
        return id;
    }

    private static long expectedVersion(HeaderLines headers) {
        String match = headers.one("If-Match");
        String noneMatch = headers.one("If-None-Match");
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
    private static @Nullable String traceParent(HeaderLines headers) {
        String parent = headers.first("traceparent");
        return parent == null || !TRACE_PARENT.matcher(parent).matches() ? null : parent;
    }

    private static @Nullable String traceState(HeaderLines headers) {
        String state = headers.first("tracestate");
        return state == null || state.isBlank() || state.length() > MAX_TRACE_STATE ? null : state;
    }
}
