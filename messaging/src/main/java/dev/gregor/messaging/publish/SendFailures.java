package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.SendRefusal;
import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Says what it means that brokers did not take a record. A producer whose credentials are refused may say so by a time-out; then the cluster is
 * asked what is missing, once in ten seconds at most. Thread-safe.
 */
final class SendFailures {

    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final RightsCheck check;
    private Rights asked = Rights.none();
    private Optional<String> answer = Optional.empty();
    private volatile boolean ended;
    private long answeredNanos = System.nanoTime() - FRESH_NANOS;

    SendFailures(RightsCheck check) {
        this.check = check;
    }

    /**
     * Permanent where the same record will be refused again; everything else may be otherwise next time. May wait for the cluster for some seconds.
     *
     * @param what what was sent
     * @param needed what sending it needs
     */
    GregorException of(String what, Rights needed, Throwable failure) {
        if (failure instanceof GregorException ours) {
            return ours;
        }
        String message = "%s was not published: %s%s"
                .formatted(
                        what,
                        failure,
                        saysTooLittle(failure)
                                ? missing(needed).map("; "::concat).orElse("")
                                : "");
        return SendRefusal.isMeantBy(failure)
                ? new PermanentException(message + "; it will be refused again", failure)
                : new TransientException(message + "; publish again with the same id", failure);
    }

    /** Asks no more, as nobody waits for answers any longer. */
    void end() {
        ended = true;
    }

    private boolean saysTooLittle(Throwable failure) {
        return !ended
                && check.isDue()
                && (failure instanceof TimeoutException
                        || (Refusal.isMeantBy(failure)
                                && Refusal.topics(failure).isEmpty()));
    }

    private synchronized Optional<String> missing(Rights needed) {
        if (System.nanoTime() - answeredNanos >= FRESH_NANOS) {
            asked = needed;
            answer = ask(needed);
            answeredNanos = System.nanoTime();
        }
        return needed.equals(asked) ? answer : Optional.empty();
    }

    private Optional<String> ask(Rights needed) {
        try {
            return check.refusal(needed);
        } catch (KafkaException unknown) {
            return Optional.empty();
        }
    }
}
