package dev.gregor.projection;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.message.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Keys events by the start of their window. Whole seconds keep the keys of one form, and so in the order of time. */
final class TumblingWindow implements Function<Event<?>, String> {

    private final long seconds;

    TumblingWindow(Duration window) {
        if (window.toSeconds() < 1 || !window.equals(Duration.ofSeconds(window.toSeconds()))) {
            throw new DefinitionException(
                    "The window " + window + " cannot be: expected whole seconds, such as Duration.ofHours(1)");
        }
        this.seconds = window.toSeconds();
    }

    @Override
    public String apply(Event<?> event) {
        long time = event.time().getEpochSecond();
        return Instant.ofEpochSecond(time - Math.floorMod(time, seconds)).toString();
    }
}
