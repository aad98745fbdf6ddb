package dev.gregor.messaging.envelope;

import dev.gregor.failure.PermanentException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the reply to a message is waited for.
 *
 * @param topic the topic, which has one partition
 * @param key the key of whoever waits
 */
public record ReplyTo(String topic, String key) {

    private static final String TOPIC = "gregor-reply-to";
    private static final String KEY = "gregor-reply-key";

    /** What a message may name: nobody gets a record into a topic of another kind by asking for a reply there. */
    private static final Pattern TOPICS = Pattern.compile("gregor\\.replies\\.[A-Za-z0-9._-]+");

    /** The place of an instance of an application. */
    public static ReplyTo of(String app, String instance) {
        return new ReplyTo("gregor.replies." + app, instance);
    }

    /**
     * Where a message wants its reply; empty if it wants none.
     *
     * @throws PermanentException if that is no topic of replies
     */
    public static Optional<ReplyTo> of(MessageMetadata message) {
        return message.header(TOPIC).map(topic -> {
            if (!TOPICS.matcher(topic).matches()) {
                throw new PermanentException("The message at %s wants its reply in '%s', which is no topic of replies"
                        .formatted(message.place(), topic));
            }
            return new ReplyTo(
                    topic,
                    message.header(KEY)
                            .orElseThrow(
                                    () -> new PermanentException("The message at %s wants a reply and has no header %s"
                                            .formatted(message.place(), KEY))));
        });
    }

    /** The message with these headers. */
    public OutgoingMessage in(OutgoingMessage message) {
        return message.withHeader(TOPIC, topic).withHeader(KEY, key);
    }
}
