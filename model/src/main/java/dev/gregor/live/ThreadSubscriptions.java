package dev.gregor.live;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The subscriptions that are served by threads of their own. Thread-safe. */
public final class ThreadSubscriptions implements AutoCloseable {

    private final String threadName;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<ThreadSubscription<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** None yet. */
    public ThreadSubscriptions(String threadName) {
        this.threadName = threadName;
    }

    /** Serves each subscriber from a source of its own. */
    public <T> Flow.Publisher<T> publisher(Supplier<? extends ItemSource<T>> sources) {
        return subscriber -> {
            ThreadSubscription<T> subscription = new ThreadSubscription<>(sources.get(), subscriber);
            open.add(subscription);
            if (closed) {
                subscription.complete();
            }
            subscription.start(threadName + '-' + number.incrementAndGet(), () -> open.remove(subscription));
        };
    }

    /** Completes all of them, and those that begin later. */
    @Override
    public void close() {
        closed = true;
        open.forEach(ThreadSubscription::complete);
    }
}
