package dev.gregor.client.stream;

import dev.gregor.client.http.Connection;
import dev.gregor.live.ThreadSubscriptions;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** Event streams, each for one subscriber. */
public record LiveStreams(Connection connection, ThreadSubscriptions subscriptions) {

    /** Each subscriber has messages of its own. */
    public <T> Flow.Publisher<T> publisher(Supplier<Messages<T>> messages) {
        return subscriptions.publisher(() -> new StreamSource<>(connection, messages.get()));
    }
}
