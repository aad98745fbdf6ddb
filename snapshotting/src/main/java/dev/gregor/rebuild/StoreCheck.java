package dev.gregor.rebuild;

import dev.gregor.failure.PermanentException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a write side from starting with stores that know less than its events say, because changelogs were deleted or the
 * application has got another name: it would give the same versions and sequences a second time. Nor may they know more, for
 * then events were lost, or are looked for in the wrong place.
 */
public final class StoreCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private StoreCheck() {}

    /**
     * Compares the last sequence of each partition of events with the one in the stores, also beside other instances.
     *
     * @param eventsMayExpire whether events may be fewer than the stores know
     * @throws PermanentException if the stores know less, or more although no event expires
     */
    public static void run(StoppedWriteSide<?> stopped, boolean eventsMayExpire) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            StoreCounts counts = awaitAgreement(stopped, cluster, eventsMayExpire);
            List<String> missing = counts.missing();
            if (!missing.isEmpty()) {
                throw new PermanentException(
                        "The stores of %s know less than the events of '%s': %s. Stop all instances and run the command: rebuild %s"
                                .formatted(
                                        stopped.applicationId(),
                                        stopped.type(),
                                        String.join("; ", missing),
                                        stopped.type()));
            }
            if (!eventsMayExpire && !counts.lost().isEmpty()) {
                throw new PermanentException(
                        "Topic '%s' has fewer events than the stores of %s know: %s. Correct gregor.topic-prefix if it has changed;"
                                        .formatted(
                                                stopped.eventsTopic(),
                                                stopped.applicationId(),
                                                String.join("; ", counts.lost()))
                                + " else events were lost: bring the topic back, or stop all instances and run the command: rebuild %s"
                                        .formatted(stopped.type()));
            }
        }
    }

    /** A commit reaches one topic a moment after the other, or long after if the transaction of a killed instance is before it. */
    private static StoreCounts awaitAgreement(StoppedWriteSide<?> stopped, Cluster cluster, boolean eventsMayExpire) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        StoreCounts counts = StoreCounts.read(stopped, cluster);
        while (counts.mayAgreeYet(eventsMayExpire) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            counts = StoreCounts.read(stopped, cluster);
        }
        return counts;
    }
}
