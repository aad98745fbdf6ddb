package dev.gregor.app.http.exchange;

import dev.gregor.json.Excerpt;
import dev.gregor.json.NearestName;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameters that a route takes in the query of a request: what is refused, and described, by the same list. */
public record Query(List<QueryParameter> parameters) {

    private static final String OTHER_BUILD = "The newest build of this version instead of the one that serves";
    private static final QueryParameter BUILD = QueryParameter.number("version", OTHER_BUILD);
    private static final QueryParameter BUILDS = QueryParameter.number("version", "Only builds of this version");

    private static final QueryParameter ORDER =
            QueryParameter.text("order", "'desc' for the last first, 'asc' for the first; the same for all pages");
    private static final QueryParameter CURSOR = QueryParameter.text("cursor", "The cursor of the page before");

    /** No parameters. */
    public static final Query NONE = of();

    /** Of the state of an aggregate. */
    public static final Query STATE = of(
            QueryParameter.number("version", "The version to show"),
            QueryParameter.text("at", "The time to show, RFC 3339"),
            QueryParameter.AFTER);

    /** Of the events of an aggregate. */
    public static final Query EVENTS = of(
            QueryParameter.number("from", "The version of the first event"),
            QueryParameter.number("limit", "The maximum number of events, 1 to 1000"),
            QueryParameter.AFTER);

    /** Of events as they happen. */
    public static final Query LIVE_EVENTS =
            of(QueryParameter.text("from", "'beginning' to start at the first event instead of the present end"));

    /** Of the ids of aggregates. */
    public static final Query IDS = of(
            QueryParameter.text("from", "The first id"),
            QueryParameter.text("to", "The id before which to end"),
            QueryParameter.text("prefix", "What ids start with"),
            QueryParameter.number("limit", "The maximum number of ids, 1 to 1000"),
            ORDER,
            CURSOR,
            QueryParameter.AFTER);

    /** Of one row. */
    public static final Query ROW = of(QueryParameter.AFTER);

    /** Of a page of rows. */
    public static final Query ROWS = of(
            QueryParameter.text("from", "The first key"),
            QueryParameter.text("to", "The key before which to end"),
            QueryParameter.text("prefix", "What keys start with"),
            QueryParameter.number("limit", "The maximum number of rows, 1 to 1000"),
            ORDER,
            CURSOR,
            QueryParameter.text(
                    "count", "'true' to count all rows from, to and with the prefix, each of which is read"),
            QueryParameter.AFTER);

    /** Of metrics. */
    public static final Query METRICS =
            of(QueryParameter.text("all", "'true' for all series: those of each Kafka client, task and store too"));

    /** Of changes to builds. */
    public static final Query CONTROL = of(BUILDS);

    /** Of a new build. */
    public static final Query RESET =
            of(QueryParameter.text("from", "Skip events that were decided before this time, RFC 3339"), BUILDS);

    /** Of the list of parked events. */
    public static final Query PARKED =
            of(QueryParameter.number("limit", "The maximum number of keys, 1 to 1000"), BUILD);

    /** Of the parked events of a key. */
    public static final Query PARKED_KEY = of(BUILD);

    /** Of the first parked event of a key. */
    public static final Query DISCARD =
            of(QueryParameter.text("event", "Id of that event; nothing is done if another one is the first"), BUILD);

    private static final QueryParameter BY = QueryParameter.text(
            "by", "Who wants it; required unless rules say who the caller is, whose name is taken then");
    private static final QueryParameter REASON = QueryParameter.text("reason", "Why; required");
    private static final List<QueryParameter> LETTER_FILTER = List.of(
            QueryParameter.text("subscription", "Only letters of this subscription"),
            QueryParameter.text("exception", "Only letters with this class of exception"),
            QueryParameter.text("type", "Only events of this logical type"),
            QueryParameter.text("key", "Only events with this record key"),
            QueryParameter.text("topic", "Only events that were in this topic"));

    /** Of dead letters. */
    public static final Query LETTERS =
            filtered(QueryParameter.number("limit", "The maximum number of letters, 1 to 1000"), CURSOR);

    /** Of a letter that is to be retried. */
    public static final Query RETRY_LETTER = of(BY);

    /** Of letters that are to be retried. */
    public static final Query RETRY_LETTERS =
            filtered(QueryParameter.number("perSecond", "How many letters a second, at most, over all instances"), BY);

    /** Of a letter that is to have another value. */
    public static final Query EDIT_LETTER = of(QueryParameter.text("reason", "Why"), BY);

    /** Of letters that are to be tried. */
    public static final Query DRY_RUNS = filtered(
            QueryParameter.number("limit", "The maximum number of letters, 1 to 100; 10 unless it is said"), BY);

    /** Of who did what with letters. */
    public static final Query LETTER_AUDIT = of(
            QueryParameter.text("letter", "Only of this letter"),
            QueryParameter.number("limit", "The maximum number of entries, 1 to 1000"),
            QueryParameter.number("before", "Where the page before has ended"));

    /** Of a letter that is to be discarded. */
    public static final Query DISCARD_LETTER = of(REASON, BY);

    /** Of letters that are to be discarded. */
    public static final Query DISCARD_LETTERS =
            filtered(QueryParameter.text("all", "'true' if all letters are meant, without a filter"), REASON, BY);

    /** Of the letters of a topic. */
    public static final Query TOPIC_LETTERS =
            of(QueryParameter.number("limit", "The maximum number of letters, 1 to 1000"), CURSOR);

    /** Of letters of a topic that are to be published again. */
    public static final Query REDRIVE =
            of(QueryParameter.number("limit", "The maximum number of letters, 1 to 1000; 100 unless it is said"), BY);

    /** Of letters of a topic that nothing is to be done with. */
    public static final Query DISCARD_TOPIC_LETTERS = of(
            QueryParameter.number("limit", "The maximum number of letters, 1 to 1000; 100 unless it is said"),
            REASON,
            BY);

    /** Of schedules. */
    public static final Query SCHEDULES = of(
            QueryParameter.text("prefix", "What ids start with"),
            QueryParameter.text("topic", "Only messages for this topic"),
            QueryParameter.number(
                    "limit",
                    "The maximum number of schedules, 1 to 1000; a page may have fewer, or none, and a cursor"),
            CURSOR);

    private static final QueryParameter OUTBOX_LIMIT =
            QueryParameter.number("limit", "The maximum number of messages, 1 to 100000; 1000 unless it is said");

    /** Of messages of an outbox that are to be published again. */
    public static final Query REPUBLISH = of(
            QueryParameter.text("topic", "Only messages for this topic"),
            QueryParameter.text("key", "Only messages with this record key"),
            QueryParameter.text("type", "Only messages of this logical type"),
            QueryParameter.text("all", "'true' if all messages are meant, without a filter"),
            OUTBOX_LIMIT,
            QueryParameter.text("cursor", "The cursor of the answer before"));

    /** Of messages of an outbox that are to be deleted. */
    public static final Query CLEAN_UP_OUTBOX = of(
            QueryParameter.text("before", "Only messages that were published before this time, RFC 3339; required"),
            OUTBOX_LIMIT);

    /** Of the receipts of subjects that are forgotten. */
    public static final Query FORGOTTEN =
            of(QueryParameter.number("limit", "The maximum number of receipts, 1 to 1000"), CURSOR);

    /** Of rows for another instance. */
    public static final Query PARTITION_ROWS = of(
            QueryParameter.number("limit", "The maximum number of rows"),
            QueryParameter.text("from", "The first key, in Base64"),
            QueryParameter.text("before", "The key before which to end, in Base64"),
            QueryParameter.text("descending", "Whether the last keys come first"),
            QueryParameter.text("after", "A position"));

    private static Query filtered(QueryParameter... others) {
        List<QueryParameter> all = new ArrayList<>(LETTER_FILTER);
        all.addAll(List.of(others));
        return new Query(all);
    }

    /** These parameters. */
    public static Query of(QueryParameter... parameters) {
        return new Query(List.of(parameters));
    }

    /**
     * Requires that the request has none but these parameters, and each once unless it is a list.
     *
     * @throws Problem that names the parameter, and those that there are
     */
    public void require(Context request) {
        for (Map.Entry<String, List<String>> given : request.queryParamMap().entrySet()) {
            QueryParameter parameter = parameters.stream()
                    .filter(each -> each.name().equals(given.getKey()))
                    .findFirst()
                    .orElseThrow(() -> unknown(given.getKey()));
            if (!parameter.isList() && given.getValue().size() > 1) {
                throw Problem.invalid(given.getKey(), String.join(", ", given.getValue()), "one value");
            }
        }
    }

    private Problem unknown(String name) {
        List<String> known = parameters.stream().map(QueryParameter::name).toList();
        String meant = NearestName.of(name, known)
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
        String expected = known.isEmpty() ? "no parameters" : "one of: " + String.join(", ", known) + meant;
        String detail = "'%s' is no parameter of this resource, expected %s".formatted(Excerpt.of(name), expected);
        return new Problem(ProblemType.INVALID_REQUEST, detail)
                .with(json -> json.put("field", Excerpt.of(name)).put("expected", expected))
                .with(json -> known.forEach(json.putArray("known")::add));
    }
}
