package dev.gregor.timer;

import java.time.Duration;

/** What a processor does with its timers. Runs in the stream thread. */
public interface TimerAction {

    /** Does what is to be done when a timer is due. It is removed already; the action may put it, and others, again, or remove others. */
    void fire(Timer timer);

    /**
     * Called after a number of timers have fired one after the other.
     *
     * @param took for how long that has held the stream thread
     */
    default void fired(int number, Duration took) {}
}
