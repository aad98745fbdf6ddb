package dev.gregor.position;

import dev.gregor.message.MessageType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the events of one aggregate type. A query with a position waits until the read model has applied all events up to it.
 *
 * @param aggregateType the type of the aggregate
 * @param partition the partition of its events topic
 * @param sequence the number of events in that partition up to there
 */
public record Position(String aggregateType, int partition, long sequence) {

    private static final Pattern TOKEN = Pattern.compile("(.+):([0-9]{1,9}):([0-9]{1,18})");

    /**
     * Reads what {@link #token()} writes.
     *
     * @throws IllegalArgumentException if it is no such token
     */
    public static Position parse(String token) {
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + token + "' is no position: expected the Gregor-Position of an answer, such as 'user:3:17'");
        }
        return new Position(
                MessageType.requireAggregateType(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }

    /** The form for headers and links, {@code user:3:17}. */
    public String token() {
        return aggregateType + ':' + partition + ':' + sequence;
    }
}
