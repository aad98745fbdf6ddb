package dev.gregor.messaging.subscribe.queue;

/** The headers that a message has whose handling in a queue has failed, beside its own. */
public final class QueueHeaders {

    /** Where it was, as {@code <topic>/<partition>/<offset>}. */
    public static final String PLACE = "gregor-queue-place";
    /** How often it was delivered, if none of these deliveries has ended. */
    public static final String DELIVERIES = "gregor-queue-deliveries";

    private QueueHeaders() {}
}
