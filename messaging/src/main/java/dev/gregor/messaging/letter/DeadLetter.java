package dev.gregor.messaging.letter;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.topic.Topics;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that a subscription could not handle, or that came after such a one under the same key. Its record is in the
 * topic {@code <topic>.dlq}, in the partition of the same number.
 *
 * @param subscription the subscription that could not handle it
 * @param place where the event was
 * @param letterOffset where the letter is in the topic of dead letters
 * @param key the record key as text; empty if there is none
 * @param type the logical type as its header has it; empty if there is none
 * @param eventId the id of the event
 * @param correlationId what the event belongs to
 * @param failure why
 * @param later when it is handled again by itself; nothing unless its subscription has {@code laterRetries}
 */
public record DeadLetter(
        String subscription,
        Place place,
        long letterOffset,
        String key,
        String type,
        String eventId,
        String correlationId,
        Failure failure,
        @Nullable Later later) {

    /**
     * Why an event is a dead letter.
     *
     * @param exception the class of the exception
     * @param message its message, cut to 500 characters
     * @param tries how often the event was handled in vain; 0 if it is only behind another one
     * @param first when it became a dead letter
     * @param last when it failed last
     */
    public record Failure(String exception, String message, int tries, Instant first, Instant last) {

        /** Exception and message in one sentence. */
        public String reason() {
            return exception + ": " + message;
        }
    }

    /**
     * That an event is not given up, or was not when it was put behind another. Its record is in {@code <topic>.retry} then.
     *
     * @param due when it is handled again; nothing if it is dead, or only behind another
     * @param retries how often it was handled again after a delay
     * @param held whether its record is in {@code <topic>.retry}, else in {@code <topic>.dlq}
     */
    public record Later(@Nullable Instant due, int retries, boolean held) {}

    /** Whether it is not handled again unless somebody asks for it. */
    public boolean isDead() {
        return hasFailed() && due().isEmpty();
    }

    /** Whether its record is among those that wait to be handled again, and not among the dead letters. */
    public boolean isHeld() {
        return later != null && later.held();
    }

    /** The topic in which its record is. */
    public String recordTopic() {
        return isHeld() ? Topics.retries(place.topic()) : Topics.deadLetters(place.topic());
    }

    /** When it is handled again by itself, if it is. */
    public Optional<Instant> due() {
        return Optional.ofNullable(later).map(Later::due);
    }

    /** How often it was handled again after a delay. */
    public int laterRetries() {
        return later == null ? 0 : later.retries();
    }

    /** What names it: {@code <subscription>/<topic>/<partition>/<offset>}. */
    public String id() {
        return subscription + '/' + place;
    }

    /** Whether it has failed itself; else it follows as soon as those before it are out of the way. */
    public boolean hasFailed() {
        return failure.tries() > 0;
    }

    /** The same after one more failure. */
    public DeadLetter failedAgain(String exception, String message, int tries, Instant now) {
        return new DeadLetter(
                subscription,
                place,
                letterOffset,
                key,
                type,
                eventId,
                correlationId,
                new Failure(exception, message, failure.tries() + tries, failure.first(), now),
                later == null ? null : new Later(null, later.retries(), later.held()));
    }

    /** The same, to be handled again. */
    public DeadLetter dueAt(Instant due, boolean held) {
        return with(new Later(due, laterRetries() + 1, held));
    }

    /** The same with its record where another one is. */
    public DeadLetter behind(DeadLetter first) {
        return first.isHeld() ? with(new Later(null, 0, true)) : this;
    }

    /** The same with its record among the dead letters. */
    public DeadLetter givenUp() {
        return with(null);
    }

    private DeadLetter with(@Nullable Later another) {
        return new DeadLetter(subscription, place, letterOffset, key, type, eventId, correlationId, failure, another);
    }

    /** The same with its place in the topic of dead letters. */
    public DeadLetter writtenAt(long offset) {
        return new DeadLetter(subscription, place, offset, key, type, eventId, correlationId, failure, later);
    }
}
