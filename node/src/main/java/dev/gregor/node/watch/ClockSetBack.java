package dev.gregor.node.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether the clock of this machine was set back. Kafka's clients time by it: until it shows again what it showed, they
 * neither send nor fetch reliably, give nothing up, and their groups take them for gone. If that is soon it is waited
 * for, else the process has to start anew. Used by one thread.
 */
public final class ClockSetBack implements Watch.Check {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MIN = Duration.ofSeconds(2);
    private static final Duration MAX = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Consumer<String> end;
    private Instant latest = Instant.MIN;
    private boolean ended;

    /** Checks a clock, and ends the process, with the reason, if nothing else helps. */
    ClockSetBack(InstantSource clock, Consumer<String> end) {
        this.clock = clock;
        this.end = end;
    }

    /** Starts to watch the clock of this machine. */
    public static Watch watch(Consumer<String> end) {
        InstantSource clock = InstantSource.system();
        return new Watch(clock, PAUSE)
                .with(new ClockSetBack(clock, end), Watch.Effect.NO_COMMANDS, 1)
                .start();
    }

    @Override
    public Optional<String> look() {
        Instant now = clock.instant();
        if (now.isAfter(latest)) {
            latest = now;
            return Optional.empty();
        }
        Duration back = Duration.between(now, latest);
        if (back.compareTo(MAX) > 0 && !ended) {
            ended = true;
            end.accept(text(back, now) + ". Start it anew");
        }
        return back.compareTo(MIN) > 0
                ? Optional.of(text(back, now) + "; they go on when it shows that again")
                : Optional.empty();
    }

    private String text(Duration back, Instant now) {
        return "The clock of this machine was set back from %s to %s (%s), for which Kafka's clients in this process stand still"
                .formatted(
                        latest.truncatedTo(ChronoUnit.SECONDS),
                        now.truncatedTo(ChronoUnit.SECONDS),
                        ClockCheck.inWords(back));
    }
}
