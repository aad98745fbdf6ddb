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

    private LetterHeaders() {}
}
