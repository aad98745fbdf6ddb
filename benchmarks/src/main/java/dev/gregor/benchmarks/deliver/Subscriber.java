package dev.gregor.benchmarks.deliver;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.log.EventFeed;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.message.EventMetadata;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Reads live events, and notes when it sees each. */
final class Subscriber implements AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final ConcurrentHashMap<String, CompletableFuture<Long>> moments = new ConcurrentHashMap<>();
    private final EventFeed feed;
    private final Thread thread = new Thread(this::read, "subscriber");
    private volatile boolean closing;

    private Subscriber(EventFeed feed) {
        this.feed = feed;
    }

    static Subscriber start(LiveEvents events, String aggregateType) {
        Subscriber subscriber = new Subscriber(events.fromNow(aggregateType));
        subscriber.thread.start();
        return subscriber;
    }

    private void read() {
        try (feed) {
            while (!closing) {
                feed.poll(WAIT).forEach(this::see);
            }
        }
    }

    private void see(LiveEvent live) {
        if (!(live instanceof LiveEvent.Known known)) {
            throw new IllegalStateException("An event cannot be read: " + live);
        }
        EventMetadata event = known.event().metadata();
        if (!moment(event.aggregateId(), event.version()).complete(System.nanoTime())) {
            throw new IllegalStateException("Seen twice: " + event.id());
        }
    }

    private CompletableFuture<Long> moment(String account, long version) {
        return moments.computeIfAbsent(account + '/' + version, event -> new CompletableFuture<>());
    }

    /** The moment at which it sees this event, in the nanoseconds of this process. */
    CompletableFuture<Long> seen(String account, long version) {
        return moment(account, version);
    }

    @Override
    public void close() {
        closing = true;
        feed.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
