package dev.gregor.node.access;

import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.publish.Published;
import dev.gregor.messaging.schedule.Schedules;
import java.util.List;
import java.util.Optional;
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
     * The schedules of the application; empty, and nothing is started, if nothing was ever scheduled.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    Optional<Schedules> scheduled();

    /**
     * The schedules of the application, which are started if they do not run.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    Schedules schedules();

    /** The outbox of the application; empty if it gave none. */
    Optional<OutboxOperations> outbox();

    /**
     * Whether there is such a topic.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    boolean hasTopic(String name);

    /** Publishes messages: one by itself, several in one transaction. */
    CompletableFuture<List<Published>> publish(List<OutgoingMessage> messages);
}
