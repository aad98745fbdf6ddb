package dev.gregor.client;

import dev.gregor.live.ThreadSubscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The streams that are read. Thread-safe. */
final class LiveStreams implements AutoCloseable {

    private final Connection connection;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<ThreadSubscription<?>> open = ConcurrentHashMap.newKeySet();

    LiveStreams(Connection connection) {
        this.connection = connection;
    }

    /** Each subscriber has a stream of its own. */
    <T> Flow.Publisher<T> publisher(Supplier<Messages<T>> messages) {
        return subscriber -> {
            String name = "gregor-client-live-" + number.incrementAndGet();
            ThreadSubscription<T> subscription =
                    new ThreadSubscription<>(new StreamSource<>(connection, messages.get()), subscriber);
            open.add(subscription);
            subscription.start(name, () -> open.remove(subscription));
        };
    }

    /** Completes all subscriptions. */
    @Override
    public void close() {
        open.forEach(ThreadSubscription::complete);
    }
}
