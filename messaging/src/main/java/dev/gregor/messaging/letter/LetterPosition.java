package dev.gregor.messaging.letter;

import java.util.Comparator;

/**
 * Where a letter is in a list: by the time when it became one, and then by id.
 *
 * @param firstMillis when the event became a dead letter, in milliseconds
 * @param id the id of the letter
 */
record LetterPosition(long firstMillis, String id) implements Comparable<LetterPosition> {

    private static final Comparator<LetterPosition> ORDER =
            Comparator.comparingLong(LetterPosition::firstMillis).thenComparing(LetterPosition::id);

    static LetterPosition of(DeadLetter letter) {
        return new LetterPosition(letter.failure().first().toEpochMilli(), letter.id());
    }

    /**
     * The position that a cursor names.
     *
     * @throws IllegalArgumentException if it is none
     */
    static LetterPosition parse(String cursor) {
        int end = cursor.indexOf('-');
        try {
            return new LetterPosition(
                    Long.parseUnsignedLong(cursor.substring(0, Math.max(0, end)), 16), cursor.substring(end + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no cursor of a page of letters".formatted(cursor), e);
        }
    }

    /** The cursor that names it. */
    String cursor() {
        return "%016x-%s".formatted(firstMillis, id);
    }

    @Override
    public int compareTo(LetterPosition other) {
        return ORDER.compare(this, other);
    }
}
