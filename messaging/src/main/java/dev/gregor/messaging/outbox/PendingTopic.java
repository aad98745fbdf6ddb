package dev.gregor.messaging.outbox;

import java.time.Instant;

/**
 * What is left to publish in a topic.
 *
 * @param topic the topic
 * @param pending how many messages for it are committed and not known to be published
 * @param oldest when the oldest of them was written
 */
public record PendingTopic(String topic, long pending, Instant oldest) {}
