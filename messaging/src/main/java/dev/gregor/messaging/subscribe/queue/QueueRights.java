package dev.gregor.messaging.subscribe.queue;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import java.time.Duration;
import java.util.Optional;

/** What the members of a queue lack, asked for once for all those that wait for it. Thread-safe. */
final class QueueRights {

    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    private final RightsCheck check;
    private final Rights rights;
    private Optional<String> missing = Optional.empty();
    private long answeredNanos = System.nanoTime() - FRESH_NANOS;

    QueueRights(RightsCheck check, Rights rights) {
        this.check = check;
        this.rights = rights;
    }

    /** What is missing, in words, as the cluster has said within the last two seconds. */
    synchronized Optional<String> missing() {
        if (System.nanoTime() - answeredNanos >= FRESH_NANOS) {
            missing = check.obstacle(rights);
            answeredNanos = System.nanoTime();
        }
        return missing;
    }
}
