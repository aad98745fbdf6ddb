package dev.gregor.app.http.stream;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.event.EventFeed;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.LiveEvents;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live events over HTTP. Each stream has a thread and a consumer of its own, which fetches only what its client takes: a
 * slow client holds up nobody and needs no memory.
 */
public final class EventStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    /** How often an idle stream is written to. A client that has left is found by the second write at the latest. */
    private static final Duration HEARTBEAT = Duration.ofMillis(1500);

    /** How long a stream goes on with other partitions after an unknown event, before its client looks for another instance. */
    private static final Duration LAST = Duration.ofSeconds(10);

    private static final int CLOSE_SECONDS = 2;

    private final Api api;
    private final int most;
    private final Set<EventFeed> feeds = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private volatile boolean closing;

    /** Serves so many streams at once. */
    public EventStreams(Api api, int most) {
        this.api = api;
        this.most = most;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "gregor-http-stream-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What a client asks for: nothing but a type, a place to go on after, or all from the first event. */
    private record StreamRequest(String type, @Nullable String lastEventId, boolean fromBeginning) {

        static StreamRequest of(Api api, Context request) {
            String from = Params.text(request, "from");
            if (from != null && !from.equals("beginning")) {
                throw Problem.invalid("from", from, "beginning, or nothing for the present end");
            }
            String lastEventId = request.header("Last-Event-ID");
            return new StreamRequest(
                    api.aggregate(request.pathParam("type")).type(),
                    lastEventId == null || lastEventId.isEmpty() ? null : lastEventId,
                    from != null);
        }

        EventFeed open(LiveEvents events) {
            if (lastEventId == null) {
                return fromBeginning ? events.fromFirst(type) : events.fromNow(type);
            }
            try {
                return events.after(type, lastEventId);
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("Last-Event-ID", lastEventId, "the id of a live event of '" + type + "'");
            }
        }
    }

    /** Streams events until the client leaves or the application stops. */
    public void stream(Context request) {
        requireAccepted(request);
        StreamRequest wish = StreamRequest.of(api, request);
        LiveEvents events = api.backend().node().live();
        request.future(() -> inThread(() -> serve(wish, events, request)));
    }

    private CompletableFuture<Void> inThread(Runnable work) {
        try {
            return CompletableFuture.runAsync(work, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new Problem(
                    ProblemType.UNAVAILABLE,
                    "%d streams are open, which is all that gregor.http.max-streams allows".formatted(most)));
        }
    }

    private static void requireAccepted(Context request) {
        String accepted = request.header("Accept");
        if (accepted != null
                && List.of(ServerSentEvents.MEDIA_TYPE, "text/*", "*/*").stream()
                        .noneMatch(accepted::contains)) {
            throw new Problem(
                    ProblemType.NOT_ACCEPTABLE,
                    "Accept is '%s', but there is only %s".formatted(accepted, ServerSentEvents.MEDIA_TYPE));
        }
    }

    private void serve(StreamRequest wish, LiveEvents events, Context request) {
        try (EventFeed feed = wish.open(events)) {
            feeds.add(feed);
            try {
                send(feed, ServerSentEvents.begin(request.res()));
            } catch (IOException e) {
                LOG.debug("The client of a stream of '{}' left: {}", wish.type(), e.toString());
            } catch (RuntimeException e) {
                LOG.warn("A stream of '{}' ends, its client may go on with another", wish.type(), e);
            } finally {
                feeds.remove(feed);
            }
        }
    }

    private void send(EventFeed feed, ServerSentEvents client) throws IOException {
        client.place(feed.token());
        long lastSent = System.nanoTime();
        long halted = 0;
        while (!closing && (halted == 0 || System.nanoTime() - halted < LAST.toNanos())) {
            List<LiveEvent> events = feed.poll(HEARTBEAT);
            for (LiveEvent live : events) {
                client.event(live);
            }
            if (!events.isEmpty()) {
                client.flush();
                lastSent = System.nanoTime();
            } else if (System.nanoTime() - lastSent >= HEARTBEAT.toNanos()) {
                client.heartbeat();
                lastSent = System.nanoTime();
            }
            halted = halted == 0 && feed.isHalted() ? System.nanoTime() : halted;
        }
    }

    /** Ends all streams, and waits a moment for their clients to be told. */
    @Override
    public void close() {
        closing = true;
        feeds.forEach(EventFeed::stop);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("Some clients of streams take nothing and are cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
