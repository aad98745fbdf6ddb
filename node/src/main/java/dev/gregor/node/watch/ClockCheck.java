package dev.gregor.node.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Compares the clock of this machine with that of the cluster. Used by one thread. */
public final class ClockCheck {

    /**
     * Brokers refuse records that are so far ahead of them, unless {@code message.timestamp.after.max.ms} says otherwise.
     */
    private static final Duration FAR = Duration.ofHours(1);

    private static final Duration SLIGHT = Duration.ofMinutes(1);

    /** A clock that is asked. */
    public interface Remote {
        /**
         * The time that it shows, and whose it is; empty if the owner does not report it.
         *
         * @throws ExecutionException if it cannot be asked now
         */
        Optional<Shown> ask() throws ExecutionException, InterruptedException;
    }

    /** What a clock shows. */
    public record Shown(String owner, Instant time) {}

    private final Remote remote;
    private final InstantSource here;
    private Optional<String> slight = Optional.empty();

    /** Compares a clock with the one here. */
    public ClockCheck(Remote remote, InstantSource here) {
        this.remote = remote;
        this.here = here;
    }

    /** Whether the clocks are so far apart that records would be refused, or deleted too early. */
    public Optional<String> far() throws ExecutionException, InterruptedException {
        Instant before = here.instant();
        Optional<Shown> shown = remote.ask();
        Instant after = here.instant();
        Duration ahead = shown.map(there -> ahead(before, there.time(), after)).orElse(Duration.ZERO);
        Optional<String> text = shown.map(there -> text(ahead, there, after));
        slight = text.filter(each -> isBetween(SLIGHT, ahead.abs(), FAR));
        return text.filter(each -> ahead.abs().compareTo(FAR) >= 0);
    }

    /** Whether they are apart, but not {@link #far}, as of the last check. */
    public Optional<String> slight() {
        return slight;
    }

    private static boolean isBetween(Duration min, Duration actual, Duration max) {
        return actual.compareTo(min) >= 0 && actual.compareTo(max) < 0;
    }

    /** By how much this clock is ahead at the least; the other one was read at some time between the two. */
    private static Duration ahead(Instant before, Instant there, Instant after) {
        if (there.isBefore(before)) {
            return Duration.between(there, before);
        }
        return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
    }

    private static String text(Duration ahead, Shown there, Instant here) {
        return "The clock of this machine is %s %s that of %s: here it is %s, there %s. Set the one that is wrong"
                .formatted(
                        inWords(ahead.abs()),
                        ahead.isNegative() ? "behind" : "ahead of",
                        there.owner(),
                        here.truncatedTo(ChronoUnit.SECONDS),
                        there.time().truncatedTo(ChronoUnit.SECONDS));
    }

    static String inWords(Duration time) {
        return time.toHours() > 0
                ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
