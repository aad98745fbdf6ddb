package dev.gregor.app.http.stream;

import dev.gregor.event.log.EventFeed;
import java.time.Duration;

/**
 * How long a feed goes on with other partitions after an unknown event, before its clients look for another instance. Used by one thread at
 * a time.
 */
final class HaltTimer {

    private static final Duration LAST = Duration.ofSeconds(10);

    private final EventFeed feed;
    private long haltedAt;

    HaltTimer(EventFeed feed) {
        this.feed = feed;
    }

    /** Whether that time is over, which begins with the first call after the event. */
    boolean isOver() {
        if (haltedAt == 0 && feed.isHalted()) {
            haltedAt = System.nanoTime();
        }
        return haltedAt != 0 && System.nanoTime() - haltedAt > LAST.toNanos();
    }
}
