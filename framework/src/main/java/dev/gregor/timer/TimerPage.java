package dev.gregor.timer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some timers in the order of their ids.
 *
 * @param timers which
 * @param next the id after which the others come; null if there are none
 */
public record TimerPage(List<Timer> timers, @Nullable String next) {

    /** Copies the timers. */
    public TimerPage {
        timers = List.copyOf(timers);
    }
}
