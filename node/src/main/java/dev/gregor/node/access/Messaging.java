package dev.gregor.node.access;

import dev.gregor.messaging.letter.DeadLetters;

/** Messages beside the aggregates. Applications use {@code Gregor.publisher()}, {@code subscribe(...)} and {@code deadLetters()}. */
public interface Messaging {

    /**
     * The dead letters of the subscriptions of the application.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    DeadLetters deadLetters();
}
