package dev.gregor.rebuild.check;

import dev.gregor.failure.PermanentException;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
     * Compares the last sequence of each partition of events with the one in the stores, and the offsets of the consumer group
     * with those up to which the stores say that commands are handled, also beside other instances. Offsets that are missing
     * or differ are set, as long as no instance runs.
     *
     * @param eventsMayExpire whether events may be fewer than the stores know
     * @throws PermanentException if the stores know less, or more although no event expires, or it cannot be said which
     *     commands are handled
     */
    public static void run(StoppedWriteSide<?> stopped, boolean eventsMayExpire) {
        try (Cluster cluster = new Cluster(stopped.kafka())) {
            if (!eventsMayExpire && cluster.topics().contains(stopped.eventsTopic())) {
                refuseEventsWithoutBeginning(stopped, cluster);
            }
            StoreCounts counts =
                    await(() -> StoreCounts.read(stopped, cluster), found -> !found.mayAgreeYet(eventsMayExpire));
            refuse(stopped, counts, eventsMayExpire);
            if (cluster.topics().contains(stopped.commandsTopic())) {
                putOffsetsRight(stopped, cluster);
            }
        }
    }

    private static void refuseEventsWithoutBeginning(StoppedWriteSide<?> stopped, Cluster cluster) {
        List<String> cut = new ArrayList<>();
        try (LastRecords records = new LastRecords(cluster.consumer(), stopped.partitions())) {
            stopped.events()
                    .forEach(partition -> records.firstEvent(partition, 0)
                            .filter(first -> first.sequence() > 1)
                            .ifPresent(first -> cut.add("partition %d begins with event %d"
                                    .formatted(partition.partition(), first.sequence()))));
        }
        if (!cut.isEmpty()) {
            throw new PermanentException(
                    "The first events of topic '%s' are gone: %s. Bring the topic back; or accept the loss with gregor.events-may-expire=true: commands, states and read models that are there go on, but nothing can be made again from the events, such as a new or reset read model, or a lost store"
                            .formatted(stopped.eventsTopic(), String.join("; ", cut)));
        }
    }

    private static void refuse(StoppedWriteSide<?> stopped, StoreCounts counts, boolean eventsMayExpire) {
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

    private static void putOffsetsRight(StoppedWriteSide<?> stopped, Cluster cluster) {
        CommandComparison found =
                await(() -> CommandComparison.run(stopped, cluster), each -> each.isWell() || !each.mayChange());
        if (!found.problems().isEmpty()) {
            throw new PermanentException(
                    "It cannot be said which commands %s has handled: %s. Stop all instances and run the command: rebuild %s"
                            .formatted(stopped.applicationId(), String.join("; ", found.problems()), stopped.type()));
        }
        if (!found.ahead().isEmpty()) {
            throw new PermanentException(
                    "The consumer group %s has passed over commands that are not handled, in %s: stop all instances and start them again, which sets its offsets"
                            .formatted(stopped.applicationId(), found.ahead()));
        }
    }

    /** A commit reaches one topic a moment after the other, or long after if the transaction of a killed instance is before it. */
    static <T> T await(Supplier<T> look, Predicate<T> isEnough) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T found = look.get();
        while (!isEnough.test(found) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            found = look.get();
        }
        return found;
    }
}
