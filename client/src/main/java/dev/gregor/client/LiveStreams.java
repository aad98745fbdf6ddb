package dev.gregor.client;

import dev.gregor.live.ThreadSubscriptions;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** Event streams, each for one subscriber. */
record LiveStreams(Connection connection, ThreadSubscriptions subscriptions) {

    /** Each subscriber has messages of its own. */
    <T> Flow.Publisher<T> publisher(Supplier<Messages<T>> messages) {
        return subscriptions.publisher(() -> new StreamSource<>(connection, messages.get()));
    }
}
