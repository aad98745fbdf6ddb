package dev.gregor.streams.health;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Why something does not do its work.
 *
 * @param reason what fails or is waited for, in words
 * @param since when that began
 */
public record Obstacle(String reason, Instant since) {

    /** Both, for people, with the time to the second. */
    public String text() {
        return reason + " (since " + since.truncatedTo(ChronoUnit.SECONDS) + ")";
    }
}
