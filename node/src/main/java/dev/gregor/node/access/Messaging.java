package dev.gregor.node.access;

import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.publish.Published;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Messages beside the aggregates. Applications use {@code Gregor.publisher()}, {@code subscribe(...)} and {@code deadLetters()}. */
public interface Messaging {

    /**
     * The dead letters of the subscriptions of the application.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    DeadLetters deadLetters();

    /**
     * The dead letters in topics that are in no list of a subscription.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    TopicLetters topicLetters();

    /**
     * Whether there is such a topic.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    boolean hasTopic(String name);

    /** Publishes messages: one by itself, several in one transaction. */
    CompletableFuture<List<Published>> publish(List<OutgoingMessage> messages);
}
