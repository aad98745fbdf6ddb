package dev.gregor.node.watch;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether rights are missing at the cluster. It is asked for now and then, for what does nothing at present is not refused anything, and some of
 * what Kafka's clients are refused is told by none of them.
 */
public final class MissingRights implements Watch.Check {

    private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final RightsCheck check;
    private final Rights rights;
    private Optional<String> found = Optional.empty();
    private long askedNanos = System.nanoTime();

    /** Those of these rights. */
    public MissingRights(RightsCheck check, Rights rights) {
        this.check = check;
        this.rights = rights;
    }

    /** Asks again if something was missing, or it is 30 seconds ago. */
    @Override
    public Optional<String> look() {
        if (found.isPresent() || System.nanoTime() - askedNanos > PAUSE_NANOS) {
            found = check.obstacle(rights);
            askedNanos = System.nanoTime();
        }
        return found;
    }
}
