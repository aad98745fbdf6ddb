package dev.gregor.messaging.subscribe.pace;

import dev.gregor.failure.GregorException;
import dev.gregor.kafka.rights.Refusal;
import dev.gregor.kafka.rights.Rights;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps a thread from its work. After a failure it waits a moment; after a refusal of the cluster longer each time, until nothing that it
 * needs is known to be missing. Of one thread, but for {@link #reason}.
 */
public final class Setbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Without another refusal for so long, it goes on. */
    private static final Duration GOES_ON = Duration.ofSeconds(5);

    private final String name;
    private final Rights rights;
    private final BooleanSupplier closed;
    private final LongSupplier nanos;
    private final LongConsumer park;
    private final RefusalPause refusals;
    private @Nullable RuntimeException last;
    private volatile @Nullable Reason reason;

    /** Holds until the next one comes, or, once nothing is missing any more, for as long as that may be a mistake. */
    private record Reason(String text, boolean ends, long endNanos) {}

    /**
     * Without any so far.
     *
     * @param name of the thread, for the log
     * @param rights what its work needs
     * @param closed whether it is to end, and waits for nothing
     */
    public Setbacks(String name, Rights rights, BooleanSupplier closed) {
        this(name, rights, closed, System::nanoTime, LockSupport::parkNanos);
    }

    /** The same by a clock and a way to let time pass. */
    Setbacks(String name, Rights rights, BooleanSupplier closed, LongSupplier nanos, LongConsumer park) {
        this.name = name;
        this.rights = rights;
        this.closed = closed;
        this.nanos = nanos;
        this.park = park;
        this.refusals = new RefusalPause(PAUSE, LONGEST_PAUSE, GOES_ON, nanos);
    }

    /** Notes what its work has failed with. The same failure counts once. */
    public void failed(RuntimeException failure) {
        if (failure == last) {
            return;
        }
        last = failure;
        boolean isOfCluster = failure instanceof KafkaException || failure instanceof GregorException;
        String text = (isOfCluster ? "The cluster fails: " : "It fails: ") + failure.getMessage();
        if (isReason(text)) {
            LOG.warn("{} begins anew again. {}", name, text);
        } else {
            LOG.warn("{} begins anew with what is committed", name, failure);
        }
        reason = new Reason(text, false, 0);
    }

    private boolean isReason(String text) {
        Reason current = reason;
        return current != null && current.text().equals(text);
    }

    /** Whether it was refused something that it needs. What handlers publish where nobody may is none of that. */
    public boolean isRefusal(RuntimeException failure) {
        Set<String> topics = Refusal.topics(failure);
        return Refusal.isMeantBy(failure)
                && (topics.isEmpty() || topics.stream().anyMatch(rights::areAbout));
    }

    /** Waits a moment. */
    public void pause() {
        pause(PAUSE);
    }

    /**
     * Waits for a while, and then until it may go on.
     *
     * @param again has it go on, or answers why it cannot yet
     */
    public void awaitRights(Supplier<Optional<String>> again) {
        pause(refusals.next());
        for (Optional<String> found = again.get(); found.isPresent() && !closed.getAsBoolean(); found = again.get()) {
            tell(found.get());
            pause(LOOK);
        }
        refusals.end();
        Reason current = reason;
        if (current != null) {
            reason = new Reason(current.text(), true, nanos.getAsLong() + GOES_ON.toNanos());
        }
    }

    private void tell(String found) {
        if (!isReason(found)) {
            LOG.warn("{} waits: {}", name, found);
        }
        reason = new Reason(found, false, 0);
    }

    private void pause(Duration length) {
        long end = nanos.getAsLong() + length.toNanos();
        for (long left = length.toNanos(); left > 0 && !closed.getAsBoolean(); left = end - nanos.getAsLong()) {
            park.accept(Math.min(PAUSE.toNanos(), left));
        }
    }

    /** Notes that its work has not failed. */
    public void worked() {
        if (!refusals.areRecent()) {
            reason = null;
        }
    }

    /** What it waits for, in words; empty if it works. Thread-safe. */
    public Optional<String> reason() {
        Reason current = reason;
        return current == null || (current.ends() && nanos.getAsLong() - current.endNanos() >= 0)
                ? Optional.empty()
                : Optional.of(current.text());
    }
}
