package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes whose first letter is handled again at a time, which is in the log. Belongs to the polling thread. */
final class LaterRetries {

    private record Waiting(Instant due, Lane lane) {}

    private static final Logger LOG = LoggerFactory.getLogger(LaterRetries.class);

    private final String subscription;
    private final List<Duration> delays;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparing(Waiting::due));

    LaterRetries(SubscriptionSpec spec) {
        this.subscription = spec.name();
        this.delays = spec.laterRetries();
    }

    /** Says that an event could not be handled, and whether it is handled again. */
    void warn(Place place, int tries, Optional<Instant> due, Outcome.Failed failed) {
        LOG.warn(
                "{} could not handle {} after {} tries; {}",
                subscription,
                place,
                tries,
                due.map(time -> "it is tried again at " + time).orElse("it is a dead letter"),
                failed.reason());
    }

    /** When an event is handled again that has failed; nothing if that was for good. */
    Optional<Instant> next(int retries, Outcome.Failed failed) {
        return failed.permanent() || retries >= delays.size()
                ? Optional.empty()
                : Optional.of(Instant.now().plus(delays.get(retries)).truncatedTo(ChronoUnit.MILLIS));
    }

    /** Whether the first letter of a lane is to be handled again now; else the lane is looked at when it is. */
    boolean isDue(Lane lane, ParkedLetter first) {
        Optional<Instant> due = first.letter().due();
        if (due.isEmpty()) {
            return false;
        }
        Instant now = Instant.now();
        if (first.isCommitted() && !due.get().isAfter(now)) {
            return true;
        }
        Instant time = due.get().isAfter(now) ? due.get() : now.plusMillis(1);
        if (lane.awaited == null || time.isBefore(lane.awaited)) {
            lane.awaited = time;
            waiting.add(new Waiting(time, lane));
        }
        return false;
    }

    /** The lanes that are due. */
    List<Lane> due() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Lane> due = new ArrayList<>();
        while (!waiting.isEmpty() && !waiting.peek().due().isAfter(Instant.now())) {
            Waiting next = waiting.remove();
            if (next.due().equals(next.lane().awaited)) {
                next.lane().awaited = null;
                due.add(next.lane());
            }
        }
        return due;
    }

    void dropClosed() {
        waiting.removeIf(each -> each.lane().work.isClosed());
    }
}
