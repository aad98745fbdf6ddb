package dev.gregor.app.http.stream;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.LiveEvent.Known;
import dev.gregor.event.LiveEvent.Unknown;
import dev.gregor.event.LiveEvent.Unreadable;
import dev.gregor.event.log.FeedToken;
import java.util.ArrayList;
import java.util.List;

/**
 * Some events that a shared feed has read, as they are sent to all who read along.
 *
 * @param from where the feed stood before them
 * @param to where it stands after them
 * @param events the events
 * @param bytes what is sent of them
 */
record FeedBatch(FeedToken from, FeedToken to, List<LiveEvent> events, byte[] bytes) {

    static FeedBatch of(FeedToken from, FeedToken to, List<LiveEvent> events) {
        return new FeedBatch(from, to, List.copyOf(events), ServerSentEvents.bytes(events));
    }

    /**
     * What is sent to one who began in between, or behind the end of it in some partitions: the events behind that place, with
     * tokens that do not go back before it.
     */
    byte[] bytesAfter(FeedToken start) {
        List<LiveEvent> behind = new ArrayList<>();
        List<LiveEvent> parts = new ArrayList<>();
        FeedToken before = from;
        for (LiveEvent event : events) {
            FeedToken after = FeedToken.parse(event.token(), from.offsets().keySet());
            parts.add(withToken(event, after.later(start).toString()));
            if (event instanceof Unknown || !after.equals(before)) {
                if (event instanceof Unknown || !isPassed(start, before, after)) {
                    behind.addAll(parts);
                }
                parts.clear();
                before = after;
            }
        }
        return ServerSentEvents.bytes(behind);
    }

    /** Whether the one partition that an event has moved in is further in the start. */
    private static boolean isPassed(FeedToken start, FeedToken before, FeedToken after) {
        return start.later(before).covers(start.later(after));
    }

    private static LiveEvent withToken(LiveEvent event, String token) {
        return event.match(new LiveEvent.Match<>() {
            @Override
            public LiveEvent known(Known live) {
                return new Known(token, live.event());
            }

            @Override
            public LiveEvent unreadable(Unreadable live) {
                return new Unreadable(token, live.reason());
            }

            @Override
            public LiveEvent unknown(Unknown live) {
                return new Unknown(token, live.reason());
            }
        });
    }
}
