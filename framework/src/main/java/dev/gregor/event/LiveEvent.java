package dev.gregor.event;

import dev.gregor.message.Event;

/**
 * One event of a feed.
 *
 * @param token where the feed goes on right after this event, for {@link LiveEvents#after}
 * @param event the event
 */
public record LiveEvent(String token, Event<?> event) {}
