package dev.gregor.messaging.letter;

import java.util.List;
import java.util.Optional;

/**
 * Some of the dead letters that a filter lets pass, the oldest first.
 *
 * @param letters those of the page
 * @param count how many there are in all
 * @param cursor where the next page begins; nothing after the last one
 */
public record LetterPage(List<DeadLetter> letters, long count, Optional<String> cursor) {

    /**
     * Cuts a page.
     *
     * @param all in order
     * @param after the cursor of the page before
     */
    static LetterPage of(List<DeadLetter> all, Optional<String> after, int limit) {
        List<DeadLetter> rest = after.map(cursor -> all.stream()
                        .filter(each -> cursor(each).compareTo(cursor) > 0)
                        .toList())
                .orElse(all);
        List<DeadLetter> page = rest.subList(0, Math.min(limit, rest.size()));
        return new LetterPage(
                page,
                all.size(),
                page.size() == rest.size() || page.isEmpty()
                        ? Optional.empty()
                        : Optional.of(cursor(page.get(page.size() - 1))));
    }

    /** In the order of letters: by time, with as many digits each, and then by id. */
    static String cursor(DeadLetter letter) {
        return "%016x-%s".formatted(letter.failure().first().toEpochMilli(), letter.id());
    }
}
