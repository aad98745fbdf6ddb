package dev.gregor.timer;

import java.time.Duration;

/** What a processor does with its timers. Runs in the stream thread. */
public interface TimerAction {

    /** Does what is to be done when a timer is due. It is removed already; the action may put it, and others, again, or remove others. */
    void fire(Timer timer);

    /**
     * Called after timers have fired one after the other, or none was due.
     *
     * @param number how many entries were taken; some of them may have had no timer
     * @param took for how long that has held the stream thread
     */
    default void fired(int number, Duration took) {}
}
