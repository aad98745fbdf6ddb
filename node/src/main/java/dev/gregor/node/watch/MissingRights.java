package dev.gregor.node.watch;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.live.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether rights are missing at the cluster. It is asked for now and then, for what does nothing at present is not refused anything, and some of
 * what Kafka's clients are refused is told by none of them. Transactional ids are left out: the cluster notes those that are asked for, and a
 * thread that may not use one says so.
 */
public final class MissingRights implements Watch.Check {

    private static final Logger LOG = LoggerFactory.getLogger(MissingRights.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Supplier<Optional<String>> cluster;
    private final Executor threads;
    private final long pauseNanos;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Optional<String> found = Optional.empty();
    private volatile long askedNanos = System.nanoTime();

    /** Of these rights, which were asked for just now. */
    public MissingRights(RightsCheck check, Rights rights) {
        this(
                () -> check.refusal(rights.withoutTransactions()),
                work -> DaemonThreads.of("gregor-rights", work).start(),
                PAUSE);
    }

    MissingRights(Supplier<Optional<String>> cluster, Executor threads, Duration pause) {
        this.cluster = cluster;
        this.threads = threads;
        this.pauseNanos = pause.toNanos();
    }

    /**
     * Answers at once what was found last, and has the cluster asked again if something was missing, or it is 30 seconds ago. What was found
     * counts until the cluster says otherwise.
     */
    @Override
    public Optional<String> look() {
        if ((found.isPresent() || System.nanoTime() - askedNanos > pauseNanos) && asking.compareAndSet(false, true)) {
            threads.execute(this::ask);
        }
        return found;
    }

    private void ask() {
        try {
            found = cluster.get();
        } catch (KafkaException e) {
            LOG.debug("The cluster does not say what it allows", e);
        } finally {
            askedNanos = System.nanoTime();
            asking.set(false);
        }
    }
}
