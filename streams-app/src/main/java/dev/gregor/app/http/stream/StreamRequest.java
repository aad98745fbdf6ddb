package dev.gregor.app.http.stream;

import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.event.log.EventFeed;
import dev.gregor.event.log.FeedToken;
import dev.gregor.event.log.LiveEvents;
import io.javalin.http.Context;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the client of a stream asks for.
 *
 * @param events where feeds are opened
 * @param types of these aggregates
 * @param isOfAll whether these are all that there are
 * @param lastEventId the place that it goes on after; null for the present end, or the first event
 * @param fromBeginning whether it asks for the first event
 */
record StreamRequest(
        LiveEvents events,
        Collection<String> types,
        boolean isOfAll,
        @Nullable String lastEventId,
        boolean fromBeginning) {

    static StreamRequest of(Context request, LiveEvents events, Collection<String> types, boolean isOfAll) {
        String from = Params.text(request, "from");
        if (from != null && !from.equals("beginning")) {
            throw Problem.invalid("from", from, "beginning, or nothing for the present end");
        }
        String lastEventId = request.header("Last-Event-ID");
        return new StreamRequest(
                events,
                types,
                isOfAll,
                lastEventId == null || lastEventId.isEmpty() ? null : lastEventId,
                from != null);
    }

    /** Which events it asks for, to tell feeds apart. */
    Set<String> key() {
        return new TreeSet<>(types);
    }

    /** Whether it begins with old events for sure. */
    boolean isOfOldEvents() {
        return lastEventId == null && fromBeginning;
    }

    /** The place that it goes on after; empty for the present end. */
    Optional<FeedToken> place() {
        return Optional.ofNullable(lastEventId).map(token -> valid(() -> FeedToken.parse(token, types)));
    }

    /** A feed for it alone. */
    EventFeed open() {
        if (lastEventId != null) {
            return valid(() -> after(lastEventId));
        }
        return fromBeginning ? events.fromFirst(types) : events.fromNow(types);
    }

    /** A feed for it alone that goes on after a place. */
    EventFeed after(FeedToken place) {
        return after(place.toString());
    }

    private EventFeed after(String token) {
        return isOfAll
                ? events.after(types, token)
                : events.after(types.iterator().next(), token);
    }

    private <T> T valid(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            String expected = "the id of a live event of '" + String.join("', '", types) + "'";
            throw Problem.invalid("Last-Event-ID", lastEventId, expected);
        }
    }
}
