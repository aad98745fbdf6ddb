package dev.gregor.messaging.letter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Some of the dead letters that a filter lets pass, the oldest first.
 *
 * @param letters those of the page
 * @param count how many there are in all
 * @param cursor where the next page begins; nothing after the last one
 */
public record LetterPage(List<DeadLetter> letters, long count, Optional<String> cursor) {

    private record Placed(LetterPosition position, DeadLetter letter) {}

    /**
     * Cuts a page, and holds no more letters than it has meanwhile.
     *
     * @param all in any order
     * @param after the cursor of the page before
     * @throws IllegalArgumentException if that is no cursor
     */
    static LetterPage of(Stream<DeadLetter> all, Optional<String> after, int limit) {
        Optional<LetterPosition> begin = after.map(LetterPosition::parse);
        PriorityQueue<Placed> first =
                new PriorityQueue<>(Comparator.comparing(Placed::position).reversed());
        long[] count = new long[2];
        all.forEach(letter -> {
            count[0]++;
            LetterPosition position = LetterPosition.of(letter);
            if (begin.isEmpty() || position.compareTo(begin.get()) > 0) {
                count[1]++;
                first.add(new Placed(position, letter));
                if (first.size() > limit) {
                    first.remove();
                }
            }
        });
        List<Placed> page = new ArrayList<>(first);
        page.sort(Comparator.comparing(Placed::position));
        return new LetterPage(
                page.stream().map(Placed::letter).toList(),
                count[0],
                page.isEmpty() || page.size() == count[1]
                        ? Optional.empty()
                        : Optional.of(page.get(page.size() - 1).position().cursor()));
    }
}
