package dev.gregor.app.http.stream;

import dev.gregor.event.log.FeedToken;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The events for one client, as bytes: from a feed of its own while it is behind, and from the one that all share once it is not. Which
 * of them it is changes only while the client waits for events. Thread-safe.
 */
final class ClientFeed implements Flow.Publisher<byte[]>, Flow.Subscription {

    private final FeedToken start;
    private Flow.@Nullable Subscription source;
    private Flow.@Nullable Subscriber<? super byte[]> subscriber;
    private boolean cancelled;

    /** Begins behind this place. */
    ClientFeed(FeedToken start) {
        this.start = start;
    }

    /** Where it begins. */
    FeedToken start() {
        return start;
    }

    /** Who takes the events. */
    synchronized Flow.Subscriber<? super byte[]> subscriber() {
        if (subscriber == null) {
            throw new IllegalStateException("Nobody has subscribed");
        }
        return subscriber;
    }

    /** Takes the events from another source, which is asked at once if the client waits. */
    void goOnWith(Flow.Subscription next, boolean waits) {
        boolean left;
        synchronized (this) {
            source = next;
            left = cancelled;
        }
        if (left) {
            next.cancel();
        } else if (waits) {
            next.request(1);
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> client) {
        synchronized (this) {
            subscriber = client;
        }
        client.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        Flow.@Nullable Subscription asked;
        synchronized (this) {
            asked = source;
        }
        if (asked != null) {
            asked.request(1);
        }
    }

    @Override
    public void cancel() {
        Flow.@Nullable Subscription left;
        synchronized (this) {
            cancelled = true;
            left = source;
        }
        if (left != null) {
            left.cancel();
        }
    }
}
