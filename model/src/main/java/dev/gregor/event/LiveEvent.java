package dev.gregor.event;

import dev.gregor.message.Event;

/** One item of a feed: an event, or why it cannot be read. Use {@link #match} to handle each case. Immutable. */
public sealed interface LiveEvent {

    /**
     * The position from which a feed continues: right after this item, or before the recorded event of which it is a part but not the last.
     */
    String token();

    /** One branch for each way in which an event may come. */
    <T> T match(Match<T> match);

    /**
     * The branches of {@link #match}.
     *
     * @param <T> what they answer
     */
    interface Match<T> {
        /** It was read. */
        T known(Known live);

        /** No instance can read it. */
        T unreadable(Unreadable live);

        /** It is not known here. */
        T unknown(Unknown live);
    }

    /**
     * An event.
     *
     * @param token where the feed goes on after it
     * @param event the event
     */
    record Known(String token, Event<?> event) implements LiveEvent {
        @Override
        public <T> T match(Match<T> match) {
            return match.known(this);
        }
    }

    /**
     * An event that no instance can read. The feed continues.
     *
     * @param token where the feed goes on after it
     * @param reason which event, and why
     */
    record Unreadable(String token, UnreadableEventException reason) implements LiveEvent {
        @Override
        public <T> T match(Match<T> match) {
            return match.unreadable(this);
        }
    }

    /**
     * An event that is not known here, but perhaps to an instance that runs a newer version. The feed gives no more of the
     * partition of this event, and goes on with the others.
     *
     * @param token where a feed of that instance goes on: with this event
     * @param reason which event, and why
     */
    record Unknown(String token, UnreadableEventException reason) implements LiveEvent {
        @Override
        public <T> T match(Match<T> match) {
            return match.unknown(this);
        }
    }
}
