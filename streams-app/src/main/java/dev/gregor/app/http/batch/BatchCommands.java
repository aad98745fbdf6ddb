package dev.gregor.app.http.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.aggregate.CommandParser;
import dev.gregor.app.http.aggregate.CommandParser.Target;
import dev.gregor.app.http.aggregate.HeaderLines;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Members;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.command.Command;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes commands of the elements of a batch.
 *
 * @param parser makes a command of what an element says
 * @param shared the headers of the whole request
 * @param caller who has made it
 * @param rate counts one more command; throws a {@link Problem} if it is one too many
 */
record BatchCommands(CommandParser parser, HeaderLines shared, Caller caller, Runnable rate) {

    private static final List<String> MEMBERS = List.of("aggregateType", "aggregateId", "type", "headers", "data");

    private static final String CORRELATION_ID = "X-Correlation-Id";
    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";

    /** Those that only one command can have. */
    private static final List<String> OWN =
            List.of("Idempotency-Key", "If-Match", "If-None-Match", "Gregor-Unless-Since");

    private static final List<String> HEADERS = Stream.concat(
                    OWN.stream(), Stream.of(CORRELATION_ID, TRACE_PARENT, TRACE_STATE))
            .toList();

    /** Throws a {@link Problem} for a header that the request has and only a command can have. */
    void requireNoOwnHeaders() {
        for (String name : OWN) {
            String value = shared.first(name);
            if (value != null) {
                throw Problem.invalid(name, value, "it in the headers of each command");
            }
        }
    }

    /** The command of an element; throws a {@link Problem} for what is not as it has to be. */
    Command command(JsonNode element) {
        rate.run();
        Members.requireObject("The command", element, MEMBERS);
        String aggregateType = Members.text(element, "aggregateType");
        String aggregateId = Params.aggregateId("aggregateId", Members.text(element, "aggregateId"));
        Target target = new Target(aggregateType, aggregateId, Members.text(element, "type"), caller);
        return parser.command(target, headers(element.path("headers")), () -> data(element.path("data")));
    }

    private static JsonNode data(JsonNode data) {
        return data.isMissingNode() ? Json.object() : data;
    }

    private HeaderLines headers(JsonNode headers) {
        Members.requireTexts("headers", headers);
        Members.requireHeaders(headers, HEADERS);
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.fieldNames().forEachRemaining(name -> own.put(name, Members.text(headers, name)));
        return new ElementHeaders(own, shared);
    }

    /** The headers of an element, and those of the request that it has with all others. */
    private record ElementHeaders(Map<String, String> own, HeaderLines shared) implements HeaderLines {

        @Override
        public @Nullable String one(String name) {
            return isOfRequest(name) ? shared.one(name) : own.get(name);
        }

        @Override
        public @Nullable String first(String name) {
            return isOfRequest(name) ? shared.first(name) : own.get(name);
        }

        private boolean isOfRequest(String name) {
            return switch (name) {
                case CORRELATION_ID -> !own.containsKey(name);
                case TRACE_PARENT, TRACE_STATE -> !own.containsKey(TRACE_PARENT);
                default -> false;
            };
        }
    }
}
