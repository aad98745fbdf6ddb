package dev.gregor.messaging.subscribe.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether what handlers need answers: closed while it does, else one event at a time is tried, after growing delays. */
public final class Circuit {

    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

    private @Nullable Throwable reason;
    private Instant since = Instant.EPOCH;
    private long delayNanos;
    private long probeNanos;
    private boolean probing;

    /** A service does not answer. */
    public void down(Throwable cause) {
        if (reason == null) {
            since = Instant.now();
            delayNanos = FIRST_NANOS;
        } else if (probing) {
            delayNanos = Math.min(2 * delayNanos, LONGEST_NANOS);
        }
        reason = cause;
        probing = false;
        probeNanos = System.nanoTime() + delayNanos;
    }

    /** It answers. */
    public void up() {
        reason = null;
        probing = false;
    }

    /** An event has failed for another reason, which says nothing of the service: the next one may be tried at once. */
    public void undecided() {
        probing = false;
    }

    /** Whether one more may be handled now; that is the trial if the service is down. */
    public boolean admits() {
        if (reason == null) {
            return true;
        }
        if (probing || System.nanoTime() - probeNanos < 0) {
            return false;
        }
        probing = true;
        return true;
    }

    /** What is waited for. */
    public Optional<String> obstacle() {
        Throwable cause = reason;
        return cause == null
                ? Optional.empty()
                : Optional.of("Waits for a service that is down since %s: %s"
                        .formatted(since.truncatedTo(ChronoUnit.SECONDS), cause));
    }
}
