package dev.gregor.client;

import dev.gregor.event.LiveEvent;
import java.util.concurrent.Flow;

/** Prints tokens of events. */
final class EventPrinter implements Flow.Subscriber<LiveEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(LiveEvent event) {
        System.out.println(event.token());
    }

    @Override
    public void onError(Throwable failure) {
        System.out.println(failure.getMessage());
    }

    @Override
    public void onComplete() {
        System.out.println("The client is closed");
    }
}
