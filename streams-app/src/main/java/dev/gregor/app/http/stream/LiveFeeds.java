package dev.gregor.app.http.stream;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.log.EventFeed;
import dev.gregor.kafka.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of live events. A few threads poll all of them, each feed only while its subscriber wants events: a slow client holds up
 * nobody and needs no memory. Thread-safe.
 */
final class LiveFeeds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeeds.class);
    private static final int THREADS = 4;

    /** The pause between two polls of a feed, which doubles from the one to the other while there are no events. */
    private static final long MIN_PAUSE_MILLIS = 1;

    private static final long MAX_PAUSE_MILLIS = 16;

    /** How long a stream goes on with other partitions after an unknown event, before its client looks for another instance. */
    private static final Duration LAST = Duration.ofSeconds(10);

    private static final int CLOSE_SECONDS = 2;

    private final ScheduledExecutorService threads;

    LiveFeeds() {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newScheduledThreadPool(
                THREADS, work -> DaemonThreads.of("gregor-http-feed-" + number.incrementAndGet(), work));
    }

    /** Opens a feed, which asks Kafka; the future fails with what that throws. */
    CompletableFuture<EventFeed> open(Supplier<EventFeed> opening) {
        return CompletableFuture.supplyAsync(opening, threads);
    }

    /** The events of a feed, for one subscriber. The feed is closed when that has cancelled, or the feed ends. */
    Flow.Publisher<List<LiveEvent>> publisher(EventFeed feed) {
        return subscriber -> subscriber.onSubscribe(new Polling(feed, subscriber));
    }

    /** Closes the feeds of which nobody wants more. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("Some feeds of live events were still open after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One feed. It is polled by one thread at a time, and by none while nobody wants events. */
    private final class Polling implements Flow.Subscription, Runnable {

        private final EventFeed feed;
        private final Flow.Subscriber<? super List<LiveEvent>> subscriber;
        private boolean scheduled;
        private volatile boolean cancelled;
        private long pauseMillis = MIN_PAUSE_MILLIS;
        private long haltedAt;

        Polling(EventFeed feed, Flow.Subscriber<? super List<LiveEvent>> subscriber) {
            this.feed = feed;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            schedule();
        }

        @Override
        public void cancel() {
            cancelled = true;
            schedule();
        }

        private synchronized void schedule() {
            if (!scheduled) {
                scheduled = true;
                execute();
            }
        }

        private void execute() {
            try {
                threads.execute(this);
            } catch (RejectedExecutionException closing) {
                feed.close();
            }
        }

        private synchronized void rest() {
            scheduled = false;
            if (cancelled) {
                schedule();
            }
        }

        @Override
        public void run() {
            try {
                if (cancelled) {
                    feed.close();
                } else if (isOver()) {
                    feed.close();
                    subscriber.onComplete();
                } else {
                    take(feed.poll(Duration.ZERO));
                }
            } catch (RuntimeException | Error e) {
                LOG.warn("A stream of live events ends, its client may go on with another", e);
                feed.close();
                subscriber.onError(e);
            }
        }

        private boolean isOver() {
            if (haltedAt == 0 && feed.isHalted()) {
                haltedAt = System.nanoTime();
            }
            return haltedAt != 0 && System.nanoTime() - haltedAt > LAST.toNanos();
        }

        private void take(List<LiveEvent> events) {
            if (events.isEmpty()) {
                threads.schedule(this, pauseMillis, TimeUnit.MILLISECONDS);
                pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
            } else {
                pauseMillis = MIN_PAUSE_MILLIS;
                rest();
                subscriber.onNext(events);
            }
        }
    }
}
