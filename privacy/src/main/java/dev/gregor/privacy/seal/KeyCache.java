package dev.gregor.privacy.seal;

import java.time.Duration;

/**
 * How long and how many keys of subjects are kept in memory.
 *
 * @param life the longest time that a key is used without asking the store again, and so the longest time that another instance still
 *     opens what a subject had sealed that is forgotten
 * @param subjects how many at most
 */
public record KeyCache(Duration life, long subjects) {

    /** Five minutes, 100,000 subjects. */
    public static final KeyCache USUAL = new KeyCache(Duration.ofMinutes(5), 100_000);

    public KeyCache {
        if (life.isNegative() || life.isZero() || subjects < 1) {
            throw new IllegalArgumentException(
                    "Keys cannot be kept for %s, %d of them; both have to be positive".formatted(life, subjects));
        }
    }
}
