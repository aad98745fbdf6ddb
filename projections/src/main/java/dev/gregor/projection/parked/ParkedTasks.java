package dev.gregor.projection.parked;

import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.task.Flaws;
import dev.gregor.projection.task.StoreNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one projection in this process that may have parked events, for requests from other threads. Thread-safe.
 */
public final class ParkedTasks {

    private final String projection;
    private final BuildId build;
    private final Flaws flaws;
    private final Map<TaskStore, TaskMailbox> mailboxes = new ConcurrentHashMap<>();
    private volatile boolean paused;

    /** The tasks of a build. */
    public ParkedTasks(String projection, BuildId build, Flaws flaws) {
        this.projection = projection;
        this.build = build;
        this.flaws = flaws;
    }

    /** Their parked events, as the stores of this application have them. */
    public ParkedEvents in(KafkaStreams streams) {
        return new LocalParkedEvents(this, streams);
    }

    /** While it is paused nothing is tried again by itself. */
    public void setPaused(boolean paused) {
        this.paused = paused;
    }

    boolean isPaused() {
        return paused;
    }

    String projection() {
        return projection;
    }

    /** Why some task applies nothing more, for people; empty if all go on. */
    Optional<String> flaw() {
        return flaws.all().stream()
                .findFirst()
                .map(flaw -> "Projection '%s' build %s applies nothing more: %s"
                        .formatted(projection, build, flaw.reason()));
    }

    /** A store of parked events and the partition of its task. */
    record TaskStore(String store, int partition) {}

    /** The requests to one task, and the number of its parked events. */
    static final class TaskMailbox {

        private final Queue<ParkingRequest> requests = new ConcurrentLinkedQueue<>();
        private volatile int parked;

        void count(int events) {
            parked = events;
        }

        @Nullable
        ParkingRequest next() {
            return requests.poll();
        }
    }

    TaskMailbox open(TaskStore taskStore) {
        TaskMailbox mailbox = new TaskMailbox();
        mailboxes.put(taskStore, mailbox);
        return mailbox;
    }

    /** Removes a task; requests that it has not answered fail. */
    void close(TaskStore taskStore, TaskMailbox mailbox) {
        mailboxes.remove(taskStore, mailbox);
        for (ParkingRequest request = mailbox.next(); request != null; request = mailbox.next()) {
            request.fail(taskStore);
        }
    }

    /** How many events are parked here. */
    public int parked() {
        return mailboxes.values().stream().mapToInt(mailbox -> mailbox.parked).sum();
    }

    /** Whether any event is parked in a store of a task that is here. */
    public boolean holdsAny(String store, int partition) {
        @Nullable TaskMailbox mailbox = mailboxes.get(new TaskStore(store, partition));
        return mailbox != null && mailbox.parked > 0;
    }

    /** Whether an event is parked here of which the row keys could not be found, so that it is missing in any row. */
    public boolean holdsAnyUnkeyed() {
        return mailboxes.entrySet().stream()
                .anyMatch(each -> each.getKey().store().equals(StoreNames.KEYED_PARKED) && each.getValue().parked > 0);
    }

    /** The tasks that are here. */
    List<TaskStore> taskStores() {
        return List.copyOf(mailboxes.keySet());
    }

    /** Sends a request to the thread that owns a store; a store that is not here answers that nothing is parked. */
    CompletableFuture<ParkingAnswer> ask(TaskStore taskStore, ParkingRequest request) {
        @Nullable TaskMailbox mailbox = mailboxes.get(taskStore);
        if (mailbox == null) {
            return CompletableFuture.completedFuture(ParkingAnswer.NOTHING);
        }
        mailbox.requests.add(request);
        if (mailboxes.get(taskStore) != mailbox && mailbox.requests.remove(request)) {
            request.fail(taskStore);
        }
        return request.answer();
    }
}
