package dev.gregor.app.http.stream;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.WaitingRequests;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Live events over HTTP. Streams that are near the end share a consumer. */
public final class EventStreams implements AutoCloseable {

    /** How often an open stream is written to. A client that has left is found by the second write at the latest. */
    private static final Duration HEARTBEAT = Duration.ofMillis(1500);

    private final Api api;
    private final WaitingRequests waiting;
    private final LiveFeeds feeds = new LiveFeeds();
    private final OpenStreams streams;

    /** Serves at most this many streams at once, and of one caller. */
    public EventStreams(Api api, WaitingRequests waiting, int max, int perCaller) {
        this.api = api;
        this.waiting = waiting;
        this.streams = new OpenStreams(
                max,
                perCaller,
                "%d streams are open, which is all that gregor.http.max-streams allows".formatted(max),
                HEARTBEAT);
    }

    /** Streams events of one type until the client leaves or the application stops. */
    public void stream(Context request) {
        String type = api.aggregate(request.pathParam("type")).type();
        stream(request, List.of(type), false);
    }

    /** Streams events of all types. */
    public void streamAll(Context request) {
        stream(request, api.aggregates().keySet(), true);
    }

    private void stream(Context request, Collection<String> types, boolean isOfAll) {
        requireAccepted(request);
        StreamRequest parsed = StreamRequest.of(request, api.backend().node().live(), types, isOfAll);
        request.future(() -> streams.another(request, () -> opened(parsed).thenCompose(feed -> send(feed, request))));
    }

    /** The feed, or a problem if the server stops before it is open. */
    private CompletableFuture<ClientFeed> opened(StreamRequest request) {
        CompletableFuture<ClientFeed> feed = feeds.open(request);
        CompletableFuture<Optional<ClientFeed>> known = waiting.await(feed.thenApply(Optional::of), Optional::empty);
        return known.thenApply(opened -> opened.orElseThrow(() -> {
            feed.thenAccept(ClientFeed::cancel);
            return Problem.stopping();
        }));
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

    private CompletableFuture<@Nullable Void> send(ClientFeed feed, Context request) {
        ServerSentEvents.prepare(request.res());
        Framing<byte[]> framing = new Framing<>(
                ServerSentEvents.idOnly(feed.start().toString()), Function.identity(), ServerSentEvents.HEARTBEAT);
        try {
            return streams.send(feed, framing, request);
        } catch (RuntimeException e) {
            feed.cancel();
            throw e;
        }
    }

    /** Ends all streams, and waits a moment until their clients are notified. */
    @Override
    public void close() {
        streams.close();
        feeds.close();
    }
}
