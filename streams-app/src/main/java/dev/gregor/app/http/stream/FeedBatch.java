package dev.gregor.app.http.stream;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.LiveEvent.Known;
import dev.gregor.event.LiveEvent.Unknown;
import dev.gregor.event.LiveEvent.Unreadable;
import dev.gregor.event.log.FeedToken;
import dev.gregor.message.EventMetadata;
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
                if (!isPassed(event, start, before, after)) {
                    behind.addAll(parts);
                }
                parts.clear();
                before = after;
            }
        }
        return ServerSentEvents.bytes(behind);
    }

    /**
     * Whether the start is behind an event. One of which nothing is known is in the partition that the feed has moved in; a recorded event that
     * has become nothing may have moved another one.
     */
    private static boolean isPassed(LiveEvent event, FeedToken start, FeedToken before, FeedToken after) {
        return event.match(new LiveEvent.Match<>() {
            @Override
            public Boolean known(Known live) {
                return isPassed(live.event().metadata());
            }

            @Override
            public Boolean unreadable(Unreadable live) {
                return live.reason()
                        .event()
                        .map(this::isPassed)
                        .orElseGet(() -> start.later(before).covers(start.later(after)));
            }

            @Override
            public Boolean unknown(Unknown live) {
                return false;
            }

            private boolean isPassed(EventMetadata recorded) {
                String type = recorded.type().aggregateType();
                int partition = recorded.partition();
                return start.offset(type, partition) >= after.offset(type, partition);
            }
        });
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
