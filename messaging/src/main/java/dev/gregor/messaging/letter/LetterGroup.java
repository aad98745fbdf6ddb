package dev.gregor.messaging.letter;

import java.time.Instant;

/**
 * Dead letters that have much in common.
 *
 * @param subscription the subscription that could not handle them
 * @param exception the class of the exception
 * @param type the logical type
 * @param count how many there are
 * @param first when the first one became a dead letter
 * @param last when one of them failed last
 * @param sample one of them
 */
public record LetterGroup(
        String subscription,
        String exception,
        String type,
        long count,
        Instant first,
        Instant last,
        DeadLetter sample) {

    /** What lets the letters of the group pass. */
    public LetterFilter filter() {
        return LetterFilter.all()
                .ofSubscription(subscription)
                .withException(exception)
                .ofType(type);
    }

    static LetterGroup of(DeadLetter letter) {
        return new LetterGroup(
                letter.subscription(),
                letter.failure().exception(),
                letter.type(),
                1,
                letter.failure().first(),
                letter.failure().last(),
                letter);
    }

    LetterGroup and(LetterGroup other) {
        return new LetterGroup(
                subscription,
                exception,
                type,
                count + other.count,
                first.isBefore(other.first) ? first : other.first,
                last.isAfter(other.last) ? last : other.last,
                sample);
    }
}
