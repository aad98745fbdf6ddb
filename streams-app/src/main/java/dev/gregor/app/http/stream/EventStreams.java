package dev.gregor.app.http.stream;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.log.EventFeed;
import dev.gregor.event.log.LiveEvents;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Live events over HTTP. Each stream has a consumer of its own, which fetches only what its client takes. */
public final class EventStreams implements AutoCloseable {

    /** How often an open stream is written to. A client that has left is found by the second write at the latest. */
    private static final Duration HEARTBEAT = Duration.ofMillis(1500);

    private final Api api;
    private final LiveFeeds feeds = new LiveFeeds();
    private final OpenStreams streams;

    /** Serves at most this many streams at once. */
    public EventStreams(Api api, int max) {
        this.api = api;
        this.streams = new OpenStreams(
                max, "%d streams are open, which is all that gregor.http.max-streams allows".formatted(max), HEARTBEAT);
    }

    /** What a client asks for: some types, a place to go on after, or all from the first event. */
    private record StreamRequest(
            Collection<String> types,
            boolean isOfAll,
            @Nullable String lastEventId,
            boolean fromBeginning) {

        static StreamRequest of(Context request, Collection<String> types, boolean isOfAll) {
            String from = Params.text(request, "from");
            if (from != null && !from.equals("beginning")) {
                throw Problem.invalid("from", from, "beginning, or nothing for the present end");
            }
            String lastEventId = request.header("Last-Event-ID");
            return new StreamRequest(
                    types, isOfAll, lastEventId == null || lastEventId.isEmpty() ? null : lastEventId, from != null);
        }

        EventFeed open(LiveEvents events) {
            if (lastEventId == null) {
                return fromBeginning ? events.fromFirst(types) : events.fromNow(types);
            }
            try {
                return isOfAll
                        ? events.after(types, lastEventId)
                        : events.after(types.iterator().next(), lastEventId);
            } catch (IllegalArgumentException e) {
                String expected = "the id of a live event of '" + String.join("', '", types) + "'";
                throw Problem.invalid("Last-Event-ID", lastEventId, expected);
            }
        }
    }

    /** Streams events of one type until the client leaves or the application stops. */
    public void stream(Context request) {
        String type = api.aggregate(request.pathParam("type")).type();
        stream(request, StreamRequest.of(request, List.of(type), false));
    }

    /** Streams events of all types. */
    public void streamAll(Context request) {
        stream(request, StreamRequest.of(request, api.aggregates().keySet(), true));
    }

    private void stream(Context request, StreamRequest parsed) {
        requireAccepted(request);
        LiveEvents events = api.backend().node().live();
        request.future(() ->
                streams.another(() -> feeds.open(() -> parsed.open(events)).thenCompose(feed -> send(feed, request))));
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

    private CompletableFuture<@Nullable Void> send(EventFeed feed, Context request) {
        ServerSentEvents.prepare(request.res());
        Framing<List<LiveEvent>> framing = new Framing<>(
                ServerSentEvents.idOnly(feed.token()), ServerSentEvents::bytes, ServerSentEvents.HEARTBEAT);
        return streams.send(feeds.publisher(feed), framing, request);
    }

    /** Ends all streams, and waits a moment until their clients are notified. */
    @Override
    public void close() {
        streams.close();
        feeds.close();
    }
}
