package dev.gregor.messaging.envelope;

/**
 * Lists the messages that an application publishes. The runnable JAR finds implementations, which are public and have a public
 * constructor without parameters, with {@link java.util.ServiceLoader}: name yours in
 * {@code META-INF/services/dev.gregor.messaging.envelope.PublishedTypes}.
 *
 * <pre>{@code
 * public final class MailTypes implements PublishedTypes {
 *     public MessageTypes types() {
 *         return MessageTypes.none().with("email.sent.v1", EmailSent.class);
 *     }
 * }
 * }</pre>
 */
public interface PublishedTypes {

    /** The logical types, and the class of each. */
    MessageTypes types();
}
