package dev.gregor.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadSubscriptionTest {

    private static final String STOP = "stop";

    private final Numbers numbers = new Numbers();
    private final Told told = new Told();
    private final CountDownLatch end = new CountDownLatch(1);

    /** Gives what it is given, and fails at {@code "fail"}. */
    private static final class Numbers implements ItemSource<String> {

        private final BlockingQueue<String> items = new LinkedBlockingQueue<>();
        private int taken;
        private boolean closed;

        @Override
        public Optional<String> next() {
            try {
                String item = items.take();
                if (item.equals("fail")) {
                    throw new TransientException("later");
                }
                taken++;
                return item.equals(STOP) ? Optional.empty() : Optional.of(item);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            items.add(STOP);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Remembers what it is told. */
    private static final class Told implements Flow.Subscriber<String> {

        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final BlockingQueue<Flow.Subscription> begun = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            begun.add(subscription);
        }

        @Override
        public void onNext(String item) {
            all.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            all.add("failed: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            all.add("complete");
        }
    }

    private ThreadSubscription<String> start() {
        ThreadSubscription<String> subscription = new ThreadSubscription<>(numbers, told);
        subscription.start("subscription", end::countDown);
        return subscription;
    }

    private List<String> awaitEnd() throws InterruptedException {
        assertThat(end.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(numbers.closed).isTrue();
        return new ArrayList<>(told.all);
    }

    @Test
    void takesNoMoreThanIsWanted() throws InterruptedException {
        ThreadSubscription<String> subscription = start();
        numbers.items.addAll(List.of("1", "2", "3"));
        told.begun.take().request(2);
        assertThat(told.all.take()).isEqualTo("1");
        assertThat(told.all.take()).isEqualTo("2");
        subscription.complete();

        assertThat(awaitEnd()).containsExactly("complete");
        assertThat(numbers.taken).isEqualTo(2);
    }

    @Test
    void tellsNothingMoreAfterACancellation() throws InterruptedException {
        start();
        Flow.Subscription subscription = told.begun.take();
        subscription.request(Long.MAX_VALUE);
        subscription.request(1);
        subscription.cancel();

        assertThat(awaitEnd()).isEmpty();
    }

    @Test
    void tellsWhyTheSourceFails() throws InterruptedException {
        start();
        numbers.items.add("1");
        numbers.items.add("fail");
        told.begun.take().request(5);

        assertThat(awaitEnd()).containsExactly("1", "failed: later");
    }

    @Test
    void refusesARequestOfNothing() throws InterruptedException {
        start();
        told.begun.take().request(0);

        assertThat(awaitEnd()).containsExactly("failed: A subscriber has to request at least one item");
    }

    @Test
    void completesWithAllOthersAndThoseThatComeTooLate() throws InterruptedException {
        ThreadSubscriptions subscriptions = new ThreadSubscriptions("subscription");
        Flow.Publisher<String> publisher = subscriptions.publisher(() -> numbers);
        publisher.subscribe(told);
        told.begun.take().request(1);
        subscriptions.close();
        assertThat(told.all.take()).isEqualTo("complete");

        publisher.subscribe(told);
        assertThat(told.all.take()).isEqualTo("complete");
    }
}
