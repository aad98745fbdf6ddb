package dev.gregor.projection.live;

import dev.gregor.failure.TransientException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Subscriptions of any source that end together; none begins afterwards. Thread-safe. */
public final class Subscriptions {

    private final String reason;
    private final Set<Ending<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** Subscriptions that will end with this reason. */
    public Subscriptions(String reason) {
        this.reason = reason;
    }

    /** The same, until all end; then it ends with a {@link TransientException}. */
    public <T> Flow.Publisher<T> of(Flow.Publisher<T> source) {
        return subscriber -> source.subscribe(new Ending<T>(subscriber));
    }

    /** Ends all of them. */
    public void end() {
        ended = true;
        open.forEach(Ending::end);
    }

    /** One of them. Its lock keeps the end from overtaking an item; cancelling and asking for more take no lock. */
    private final class Ending<T> implements Flow.Subscriber<T> {

        private final Flow.Subscriber<? super T> target;
        private volatile Flow.@Nullable Subscription source;
        private boolean over;

        Ending(Flow.Subscriber<? super T> target) {
            this.target = target;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            target.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    subscription.request(count);
                }

                @Override
                public void cancel() {
                    open.remove(Ending.this);
                    subscription.cancel();
                }
            });
            open.add(this);
            if (ended) {
                end();
            }
        }

        @Override
        public synchronized void onNext(T item) {
            if (!over) {
                target.onNext(item);
            }
        }

        @Override
        public synchronized void onError(Throwable failure) {
            open.remove(this);
            if (!over) {
                over = true;
                target.onError(failure);
            }
        }

        @Override
        public synchronized void onComplete() {
            open.remove(this);
            if (!over) {
                over = true;
                target.onComplete();
            }
        }

        void end() {
            Flow.@Nullable Subscription subscribed = source;
            if (subscribed != null) {
                subscribed.cancel();
            }
            onError(new TransientException(reason));
        }
    }
}
