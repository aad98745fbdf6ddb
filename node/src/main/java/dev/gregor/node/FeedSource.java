package dev.gregor.node;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.LiveEvent.Known;
import dev.gregor.event.LiveEvent.Unknown;
import dev.gregor.event.LiveEvent.Unreadable;
import dev.gregor.event.log.EventFeed;
import dev.gregor.live.ItemSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Live events of a feed, which is opened by the thread that reads them. */
final class FeedSource implements ItemSource<LiveEvent> {

    private static final Duration WAIT = Duration.ofMillis(500);

    private final Supplier<EventFeed> opening;
    private final Queue<LiveEvent> read = new ArrayDeque<>();
    private volatile @Nullable EventFeed feed;

    FeedSource(Supplier<EventFeed> opening) {
        this.opening = opening;
    }

    @Override
    public Optional<LiveEvent> next() {
        EventFeed events = feed;
        if (events == null) {
            events = opening.get();
            feed = events;
        }
        if (read.isEmpty()) {
            read.addAll(events.poll(WAIT));
        }
        return Optional.ofNullable(read.poll()).map(each -> each.match(new KnownOrUnreadable()));
    }

    /** What is not known here ends the subscription, for what follows it is not told. */
    private static final class KnownOrUnreadable implements LiveEvent.Match<LiveEvent> {
        @Override
        public LiveEvent known(Known live) {
            return live;
        }

        @Override
        public LiveEvent unreadable(Unreadable live) {
            return live;
        }

        @Override
        public LiveEvent unknown(Unknown live) {
            throw live.reason();
        }
    }

    @Override
    public void stop() {
        EventFeed events = feed;
        if (events != null) {
            events.stop();
        }
    }

    @Override
    public void close() {
        EventFeed events = feed;
        if (events != null) {
            events.close();
        }
    }
}
