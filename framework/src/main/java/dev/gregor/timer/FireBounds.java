package dev.gregor.timer;

import java.time.Duration;

/**
 * How many timers fire one after the other, before the stream thread does what else there is.
 *
 * @param number how many at most
 * @param time for how long at most
 */
record FireBounds(int number, Duration time) {

    /** Short enough that a commit of what they did fits into 50 ms, too. */
    static final FireBounds STANDARD = new FireBounds(500, Duration.ofMillis(10));
}
