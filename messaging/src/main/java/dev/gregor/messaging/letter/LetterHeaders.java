package dev.gregor.messaging.letter;

/**
 * The headers that a dead letter of a subscription has beside those of the event, and beside {@code __streams.errors.*}, which say the
 * exception and where the event was.
 */
public final class LetterHeaders {

    /** The application whose subscription it was. */
    public static final String SERVICE = "gregor-service";
    /** The subscription. */
    public static final String SUBSCRIPTION = "gregor-subscription";
    /** How often the event was handled in vain. */
    public static final String TRIES = "gregor-tries";
    /** When it became a dead letter, RFC 3339 in UTC. */
    public static final String TIME = "gregor-failed-at";

    /** Who has given it another value. */
    public static final String EDITED_BY = "gregor-edited-by";
    /** When, RFC 3339 in UTC. */
    public static final String EDITED_AT = "gregor-edited-at";
    /** The offset, in this partition, of the letter with the value that the event had. */
    public static final String ORIGINAL_OFFSET = "gregor-original-offset";
    /** The topic of that letter: it is not moved when the one with another value is. */
    public static final String ORIGINAL_TOPIC = "gregor-original-topic";

    /** That its subscription was a broadcast one, so that it is in no list. */
    public static final String BROADCAST = "gregor-broadcast";

    /** That it is of a flow, so that it is in no list. */
    public static final String FLOW = "gregor-flow";

    /** In a record that was published again from a dead letter of a flow: the name of the flow, which does not take it for a repetition. */
    public static final String REDRIVEN = "gregor-redriven";

    private LetterHeaders() {}
}
