package dev.gregor.projection.live;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Hands on to a subscriber what a function makes of each item. An item of which it makes nothing is passed over; a function
 * that throws ends the subscription with that failure.
 *
 * @param <A> what comes
 * @param <B> what the subscriber gets
 */
public final class MappedSubscriber<A, B> implements Flow.Subscriber<A> {

    private final Flow.Subscriber<? super B> target;
    private final Mapping<A, B> function;
    private final Runnable onCancel;
    private Flow.@Nullable Subscription source;

    /**
     * What is made of an item.
     *
     * @param <A> what comes
     * @param <B> what the subscriber gets
     */
    @FunctionalInterface
    public interface Mapping<A, B> {

        /** The item for the subscriber, or null to pass it over. */
        @Nullable
        B of(A item);
    }

    /** Maps items for this subscriber. */
    public MappedSubscriber(Flow.Subscriber<? super B> target, Mapping<A, B> function) {
        this(target, function, () -> {});
    }

    MappedSubscriber(Flow.Subscriber<? super B> target, Mapping<A, B> function, Runnable onCancel) {
        this.target = target;
        this.function = function;
        this.onCancel = onCancel;
    }

    /** A publisher that has nothing but this failure. */
    public static <T> Flow.Publisher<T> failed(Throwable failure) {
        return subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    // there is nothing to ask for
                }

                @Override
                public void cancel() {
                    // there is nothing to cancel
                }
            });
            subscriber.onError(failure);
        };
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
                subscription.cancel();
                onCancel.run();
            }
        });
    }

    @Override
    public void onNext(A item) {
        @Nullable B mapped;
        try {
            mapped = function.of(item);
        } catch (RuntimeException e) {
            cancel();
            target.onError(e);
            return;
        }
        if (mapped != null) {
            target.onNext(mapped);
        } else if (source != null) {
            source.request(1);
        }
    }

    private void cancel() {
        if (source != null) {
            source.cancel();
        }
        onCancel.run();
    }

    @Override
    public void onError(Throwable failure) {
        onCancel.run();
        target.onError(failure);
    }

    @Override
    public void onComplete() {
        onCancel.run();
        target.onComplete();
    }
}
