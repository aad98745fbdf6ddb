package dev.gregor.messaging.letter;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import java.time.Instant;

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
 */
public record DeadLetter(
        String subscription,
        Place place,
        long letterOffset,
        String key,
        String type,
        String eventId,
        String correlationId,
        Failure failure) {

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
                new Failure(exception, message, failure.tries() + tries, failure.first(), now));
    }

    /** The same with its place in the topic of dead letters. */
    public DeadLetter writtenAt(long offset) {
        return new DeadLetter(subscription, place, offset, key, type, eventId, correlationId, failure);
    }
}
