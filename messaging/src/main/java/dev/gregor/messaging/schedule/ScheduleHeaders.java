package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers by which a record asks for something about a schedule, beside those of the message, and those that tell of the schedule in what is
 * delivered.
 */
final class ScheduleHeaders {

    /** What to do: an {@link Action}. */
    static final String ACTION = "gregor-schedule-action";
    /** When a schedule is due, RFC 3339 in UTC. */
    static final String DUE = "gregor-schedule-due";
    /** When it recurs, a cron expression. */
    static final String CRON = "gregor-schedule-cron";
    /** The time zone of the cron expression. */
    static final String ZONE = "gregor-schedule-zone";
    /** The topic that the message is for; in a question, that of the schedules to list. */
    static final String TOPIC = "gregor-schedule-topic";
    /** The key of the message. */
    static final String KEY = "gregor-schedule-key";
    /** The id of the schedule, in what is delivered. */
    static final String ID = "gregor-schedule-id";
    /** Who asks. */
    static final String REPLY_TO = "gregor-schedule-reply-to";
    /** Which question it is. */
    static final String QUESTION = "gregor-schedule-question";
    /** The id after which a list begins. */
    static final String AFTER = "gregor-schedule-after";
    /** How many schedules to list. */
    static final String LIMIT = "gregor-schedule-limit";

    private static final String OURS = "gregor-schedule-";

    /** What a record asks for. */
    enum Action {
        /** Deliver the message of the record. */
        PUT,
        /** Do not deliver it. */
        CANCEL,
        /** Tell of a schedule. */
        GET,
        /** Tell of those whose ids begin with the key. */
        LIST
    }

    private ScheduleHeaders() {}

    static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }

    static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }

    /** Whether a header is one of these. */
    static boolean isOurs(Header header) {
        return header.key().startsWith(OURS);
    }
}
