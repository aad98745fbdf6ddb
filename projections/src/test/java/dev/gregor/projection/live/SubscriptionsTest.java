package dev.gregor.projection.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private final Subscriptions subscriptions = new Subscriptions("another build answers; subscribe again");
    private final SubmissionPublisher<String> source = new SubmissionPublisher<>(Runnable::run, 8);
    private final Taker taker = new Taker();

    /** Takes all that it gets. */
    private static final class Taker implements Flow.Subscriber<String> {

        private final List<String> seen = new ArrayList<>();
        private @Nullable Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String item) {
            seen.add(item);
        }

        @Override
        public void onError(Throwable reason) {
            failure = reason;
        }

        @Override
        public void onComplete() {
            // never happens
        }
    }

    @Test
    void passOnWhatComesUntilTheyEnd() {
        subscriptions.of(source).subscribe(taker);
        source.submit("one");

        subscriptions.end();
        source.submit("two");

        assertThat(taker.seen).containsExactly("one");
        assertThat(taker.failure).isInstanceOf(TransientException.class).hasMessageContaining("subscribe again");
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void beginNoMoreAfterTheirEnd() {
        subscriptions.end();

        subscriptions.of(source).subscribe(taker);

        assertThat(taker.failure).isInstanceOf(TransientException.class);
        assertThat(source.hasSubscribers()).isFalse();
    }
}
