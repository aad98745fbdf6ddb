package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.SendRefusal;
import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.live.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what it means that brokers did not take a record. A producer whose credentials are refused may say so by a time-out; then the cluster is
 * asked what is missing, once in ten seconds at most, in a thread of its own. Thread-safe.
 */
final class SendFailures {

    private static final Logger LOG = LoggerFactory.getLogger(SendFailures.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final boolean isDue;
    private final Function<Rights, Optional<String>> refusal;
    private final LongSupplier nanos;
    private CompletableFuture<Answer> answer;
    private boolean ended;

    /** What is missing of what was asked for, or that the credentials are refused, which is so for everything else as well. */
    private record Answer(Rights asked, Optional<String> missing, boolean isOfCredentials, long nanos) {

        Optional<String> to(Rights needed) {
            return isOfCredentials || asked.equals(needed) ? missing : Optional.empty();
        }
    }

    SendFailures(RightsCheck check) {
        this(check.isDue(), check::refusal, System::nanoTime);
    }

    /**
     * Asks this.
     *
     * @param refusal what is missing of rights, or that credentials are refused; waits for the cluster for some seconds
     */
    SendFailures(boolean isDue, Function<Rights, Optional<String>> refusal, LongSupplier nanos) {
        this.isDue = isDue;
        this.refusal = refusal;
        this.nanos = nanos;
        this.answer = CompletableFuture.completedFuture(unknown(Rights.none(), nanos.getAsLong() - FRESH_NANOS));
    }

    /**
     * Permanent where the same record will be refused again; everything else may be otherwise next time. Known at once, or when the cluster has
     * been asked.
     *
     * @param what what was sent
     * @param needed what sending it needs
     */
    CompletableFuture<GregorException> of(String what, Rights needed, Throwable failure) {
        if (failure instanceof GregorException ours) {
            return CompletableFuture.completedFuture(ours);
        }
        return saysTooLittle(failure)
                ? missing(needed).thenApply(missing -> exception(what, failure, missing))
                : CompletableFuture.completedFuture(exception(what, failure, Optional.empty()));
    }

    private static GregorException exception(String what, Throwable failure, Optional<String> missing) {
        String message = "%s was not published: %s%s"
                .formatted(what, failure, missing.map("; "::concat).orElse(""));
        return SendRefusal.isMeantBy(failure)
                ? new PermanentException(message + "; it will be refused again", failure)
                : new TransientException(message + "; publish again with the same id", failure);
    }

    private boolean saysTooLittle(Throwable failure) {
        return isDue
                && (failure instanceof TimeoutException
                        || (Refusal.isMeantBy(failure)
                                && Refusal.topics(failure).isEmpty()));
    }

    private synchronized CompletableFuture<Optional<String>> missing(Rights needed) {
        if (!ended && answer.isDone() && nanos.getAsLong() - answer.join().nanos() >= FRESH_NANOS) {
            CompletableFuture<Answer> asked = new CompletableFuture<>();
            answer = asked;
            DaemonThreads.of("gregor-publish-rights", () -> asked.complete(ask(needed)))
                    .start();
        }
        return answer.thenApply(found -> found.to(needed));
    }

    private Answer ask(Rights needed) {
        try {
            Optional<String> credentials = refusal.apply(Rights.none());
            Optional<String> missing = credentials.isPresent() ? credentials : refusal.apply(needed);
            return new Answer(needed, missing, credentials.isPresent(), nanos.getAsLong());
        } catch (RuntimeException e) {
            LOG.debug("What is missing to publish is not known", e);
            return unknown(needed, nanos.getAsLong());
        }
    }

    private static Answer unknown(Rights needed, long nanos) {
        return new Answer(needed, Optional.empty(), false, nanos);
    }

    /** Asks no more, and waits for no answer. */
    void end() {
        CompletableFuture<Answer> asked;
        synchronized (this) {
            ended = true;
            asked = answer;
        }
        asked.complete(unknown(Rights.none(), nanos.getAsLong()));
    }
}
