package dev.gregor.timer;

import java.time.Duration;

/**
 * What came of firing timers.
 *
 * @param number how many entries were taken
 * @param took how long that took
 * @param next the time of the first entry that is left, in milliseconds; {@link TimerStores#NEVER} if there is none
 */
record Fired(int number, Duration took, long next) {}
