package dev.gregor.app.http.stream;

import static java.util.Objects.requireNonNull;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.log.EventFeed;
import dev.gregor.event.log.FeedToken;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of live events. Those who are near the end share one feed for each set of types; who reads older events has a feed of its own
 * until then. A few threads poll all of the latter, each only while its client wants events: a slow client holds up nobody and
 * needs no memory. Thread-safe.
 */
final class LiveFeeds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeeds.class);
    private static final int THREADS = 4;
    private static final int OPENING_THREADS = 4;

    /** How many clients read older events at a time. */
    private static final int MAX_ALONE = 100;

    /** How far before the end a shared feed begins, so that clients of an instance that is gone may join it at once. */
    private static final long RECENT_RECORDS = 1_000;

    /** The pause between two polls of a feed, which doubles from the one to the other while there are no events. */
    private static final long MIN_PAUSE_MILLIS = 1;

    private static final long MAX_PAUSE_MILLIS = 16;

    private static final int CLOSE_SECONDS = 2;

    private final ScheduledExecutorService threads;
    private final ExecutorService opening;
    private final Turns turns = new Turns(MAX_ALONE);
    private final ConcurrentMap<Set<String>, CompletableFuture<SharedFeed>> shared = new ConcurrentHashMap<>();
    private volatile boolean closed;

    LiveFeeds() {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newScheduledThreadPool(
                THREADS, work -> DaemonThreads.of("gregor-http-feed-" + number.incrementAndGet(), work));
        this.opening = Executors.newFixedThreadPool(OPENING_THREADS, DaemonThreads.named("gregor-http-open"));
    }

    /** Opens the feed of a client, which asks Kafka; the future fails with what that throws. */
    CompletableFuture<ClientFeed> open(StreamRequest request) {
        return CompletableFuture.supplyAsync(() -> joined(request), opening)
                .thenCompose(joined -> joined.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> alone(request::open).thenApply(feed -> readingAlone(request, feed))));
    }

    private ClientFeed readingAlone(StreamRequest request, EventFeed feed) {
        ClientFeed client = new ClientFeed(feed.position());
        client.goOnWith(new Polling(request, client, feed), false);
        return client;
    }

    /** Reads along from the present end, or from a place that is not far behind it. */
    private Optional<ClientFeed> joined(StreamRequest request) {
        if (request.isOfOldEvents()) {
            return Optional.empty();
        }
        Optional<FeedToken> place = request.place();
        SharedFeed feed = shared(request);
        FeedToken end = feed.end();
        ClientFeed client = new ClientFeed(place.orElse(end));
        return end.covers(client.start())
                ? readingAlong(feed, request, client, client.start()).map(reading -> {
                    client.goOnWith(reading, false);
                    return client;
                })
                : Optional.empty();
    }

    private Optional<Flow.Subscription> readingAlong(
            SharedFeed feed, StreamRequest request, ClientFeed client, FeedToken place) {
        ReadingAlong reading = new ReadingAlong(request, client);
        return feed.join(place, reading::deliver, failure -> client.subscriber().onError(failure))
                .map(reading::by);
    }

    /** The feed of these types that all share; opens it if there is none, for which others who ask wait. */
    private SharedFeed shared(StreamRequest request) {
        CompletableFuture<SharedFeed> opened = new CompletableFuture<>();
        CompletableFuture<SharedFeed> found =
                shared.compute(request.key(), (key, before) -> before == null || isOver(before) ? opened : before);
        if (found == opened) {
            open(request, opened);
        }
        try {
            return found.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private static boolean isOver(CompletableFuture<SharedFeed> feed) {
        return feed.isCompletedExceptionally() || (feed.isDone() && feed.join().isOver());
    }

    private void open(StreamRequest request, CompletableFuture<SharedFeed> opened) {
        try {
            if (closed) {
                throw new TransientException("The application stops");
            }
            EventFeed feed = request.events().fromRecent(request.types(), RECENT_RECORDS);
            try {
                opened.complete(SharedFeed.start(feed, request.events().ends(feed), String.join("-", request.key())));
            } catch (RuntimeException | Error e) {
                feed.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
        }
    }

    /** A feed of that kind that is open and gives more, if the place is one of its own. */
    private Optional<SharedFeed> openFor(StreamRequest request, FeedToken place) {
        if (!place.offsets().keySet().equals(request.key())) {
            return Optional.empty(); // It has types that are not served here, and stay in the tokens of this client.
        }
        CompletableFuture<SharedFeed> found = shared.get(request.key());
        if (found == null || isOver(found)) {
            opening.execute(() -> shared(request));
            return Optional.empty();
        }
        return found.isDone() ? Optional.of(found.join()) : Optional.empty();
    }

    /** A feed for one client, when it is its turn. */
    private CompletableFuture<EventFeed> alone(Supplier<EventFeed> opens) {
        return turns.next()
                .thenApplyAsync(
                        turn -> {
                            try {
                                return opens.get();
                            } catch (RuntimeException | Error e) {
                                turns.end();
                                throw e;
                            }
                        },
                        opening);
    }

    private void close(EventFeed alone) {
        turns.end();
        alone.close();
    }

    /** Closes the feeds of which nobody wants more. */
    @Override
    public void close() {
        closed = true;
        shared.values().stream()
                .filter(each -> each.isDone() && !each.isCompletedExceptionally())
                .forEach(each -> each.join().close());
        opening.shutdown();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("Some feeds of live events were still open after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client that reads along with others. */
    private final class ReadingAlong implements Flow.Subscription {

        private final StreamRequest request;
        private final ClientFeed client;
        private SharedFeed.@Nullable Reader reader;

        ReadingAlong(StreamRequest request, ClientFeed client) {
            this.request = request;
            this.client = client;
        }

        ReadingAlong by(SharedFeed.Reader joined) {
            reader = joined;
            return this;
        }

        @Override
        public void request(long count) {
            deliver();
        }

        @Override
        public void cancel() {
            requireNonNull(reader).leave();
        }

        /** Called while the client waits, and when there is something after it has waited. */
        void deliver() {
            SharedFeed.Next next = requireNonNull(reader).next();
            switch (next.kind()) {
                case EVENTS -> client.subscriber().onNext(next.bytes());
                case LATER -> LOG.trace("A stream of live events waits");
                case TOO_LATE -> goOnAlone();
                case END -> end(next.failure());
            }
        }

        private void end(@Nullable Throwable failure) {
            cancel();
            if (failure == null) {
                client.subscriber().onComplete();
            } else {
                client.subscriber().onError(failure);
            }
        }

        private void goOnAlone() {
            cancel();
            FeedToken place = requireNonNull(reader).place();
            alone(() -> request.after(place))
                    .thenAccept(feed -> client.goOnWith(new Polling(request, client, feed), true))
                    .exceptionally(failure -> {
                        client.subscriber().onError(failure);
                        return null;
                    });
        }
    }

    /** A client that reads alone, until it is where others are. Polled by one thread at a time, and by none while the client wants nothing. */
    private final class Polling implements Flow.Subscription, Runnable {

        private final StreamRequest request;
        private final ClientFeed client;
        private final EventFeed feed;
        private final HaltTimer halt;
        private boolean scheduled;
        private volatile boolean cancelled;
        private boolean closed;
        private long pauseMillis = MIN_PAUSE_MILLIS;

        Polling(StreamRequest request, ClientFeed client, EventFeed feed) {
            this.request = request;
            this.client = client;
            this.feed = feed;
            this.halt = new HaltTimer(feed);
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
                close();
            }
        }

        private synchronized void rest() {
            scheduled = false;
            if (cancelled) {
                schedule();
            }
        }

        private void close() {
            if (!closed) {
                closed = true;
                LiveFeeds.this.close(feed);
            }
        }

        @Override
        public void run() {
            try {
                if (closed) {
                    return;
                }
                if (cancelled) {
                    close();
                } else if (halt.isOver()) {
                    close();
                    client.subscriber().onComplete();
                } else {
                    take(feed.poll(Duration.ZERO));
                }
            } catch (RejectedExecutionException closing) {
                close();
                client.subscriber().onComplete();
            } catch (RuntimeException | Error e) {
                LOG.warn("A stream of live events ends, its client may go on with another", e);
                close();
                client.subscriber().onError(e);
            }
        }

        private void take(List<LiveEvent> events) {
            boolean nearEnd = events.size() < LiveEvents.EVENTS_AT_ONCE && !feed.isHalted();
            Optional<Flow.Subscription> along = nearEnd
                    ? openFor(request, feed.position())
                            .flatMap(found -> readingAlong(found, request, client, feed.position()))
                    : Optional.empty();
            if (along.isPresent()) {
                close();
                client.goOnWith(along.get(), events.isEmpty());
            } else if (events.isEmpty()) {
                threads.schedule(this, pauseMillis, TimeUnit.MILLISECONDS);
                pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
            } else {
                pauseMillis = MIN_PAUSE_MILLIS;
                rest();
            }
            if (!events.isEmpty()) {
                client.subscriber().onNext(ServerSentEvents.bytes(events));
            }
        }
    }
}
