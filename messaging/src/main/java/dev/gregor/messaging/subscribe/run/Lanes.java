package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.ParkedBehindException;
import dev.gregor.messaging.letter.audit.AuditEntry;
import dev.gregor.messaging.subscribe.pace.Circuit;
import dev.gregor.messaging.subscribe.pace.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what is done next in each lane, and what follows from the outcome. Belongs to the polling thread. */
final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final long THROTTLED_NANOS = Duration.ofMillis(20).toNanos();
    private static final long FULL_NANOS = Duration.ofSeconds(1).toNanos();

    private final SubscriptionSpec spec;
    private final LetterWriter writer;
    private final @Nullable LetterLog log;
    private final Circuit circuit = new Circuit();
    private final Execution execution;
    private final Throttle throttle;
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final PriorityQueue<Lane> delayed = new PriorityQueue<>(Comparator.comparingLong(lane -> lane.dueNanos));
    private final Set<Lane> parked = new HashSet<>();
    private final LaterRetries later;
    private Transaction transaction = new Transaction();
    private @Nullable String full;
    private long fullNanos;

    Lanes(SubscriptionSpec spec, LetterWriter writer, @Nullable LetterLog log, Execution execution, Throttle throttle) {
        this.spec = spec;
        this.writer = writer;
        this.log = log;
        this.execution = execution;
        this.throttle = throttle;
        this.later = new LaterRetries(spec);
    }

    /** Looks at a lane soon. */
    void offer(Lane lane) {
        if (!lane.queued) {
            lane.queued = true;
            ready.add(lane);
        }
    }

    /** Takes over a lane with letters of former times. */
    void takeOver(Lane lane) {
        parked.add(lane);
        offer(lane);
    }

    /** Starts what can be started. */
    void dispatch() {
        while (!delayed.isEmpty() && System.nanoTime() - delayed.peek().dueNanos >= 0) {
            Lane due = delayed.remove();
            due.delayed = false;
            offer(due);
        }
        later.due().forEach(this::offer);
        while (!ready.isEmpty() && circuit.admits()) {
            Lane lane = ready.remove();
            lane.queued = false;
            if (!step(lane)) {
                circuit.undecided();
            }
        }
        execution.handOver();
    }

    private boolean step(Lane lane) {
        if (lane.busy || lane.delayed || lane.work.isClosed()) {
            return false;
        }
        ParkedLetter first = lane.letters.peek();
        if (first == null) {
            return stepWaiting(lane);
        }
        if (first.letter().hasFailed()) {
            parkBehind(lane, first.letter());
            return later.isDue(lane, first) && retry(lane);
        }
        return first.isCommitted() && follow(lane);
    }

    /** What was only behind another one is handled now, but no faster than somebody has asked for. */
    private boolean follow(Lane lane) {
        if (throttle.admits()) {
            return retry(lane);
        }
        delay(lane, THROTTLED_NANOS);
        return false;
    }

    private boolean stepWaiting(Lane lane) {
        if (lane.waiting.isEmpty()) {
            lane.work.forget(lane);
            return false;
        }
        execution.run(lane);
        return true;
    }

    private boolean retry(Lane lane) {
        ParkedLetter first = lane.letters.peek();
        if (first == null || !first.isCommitted() || lane.busy) {
            return false;
        }
        if (lane.delayed) {
            lane.delayed = false;
            delayed.remove(lane);
        }
        execution.runLetter(lane, first);
        return true;
    }

    /** Handles the first letter of a lane again, if one more may be handled now. */
    void retryIfAdmitted(Lane lane, LetterRequest request) {
        if (lane.busy || !throttle.admits() || !circuit.admits()) {
            return;
        }
        ParkedLetter first = lane.letters.element();
        first.edit(request);
        if (retry(lane)) {
            lane.request = request;
        } else {
            first.dropEdit();
            circuit.undecided();
        }
    }

    /** Takes a letter away without handling it. */
    void discard(Lane lane, ParkedLetter letter, LetterRequest request) {
        if (lane.busy) {
            return;
        }
        transaction.audited.add(request.audit(letter.letter(), AuditEntry.Outcome.DISCARDED, ""));
        if (lane.letters.peek() == letter) {
            lane.request = request;
        }
        removed(lane, letter);
        offer(lane);
    }

    /** Letters of a lane are gone without having been handled here. */
    void dropped(Lane lane) {
        if (lane.letters.isEmpty()) {
            parked.remove(lane);
        }
        offer(lane);
    }

    private void removed(Lane lane, ParkedLetter letter) {
        lane.letters.remove(letter);
        lane.failures = 0;
        touch(lane.work);
        transaction.removed.add(letter.letter());
        transaction.changed.remove(letter);
        if (lane.letters.isEmpty()) {
            parked.remove(lane);
            lane.request = null;
        }
    }

    private void parkBehind(Lane lane, DeadLetter first) {
        while (!lane.waiting.isEmpty() && isRoom(lane)) {
            park(lane, new ParkedBehindException(first.id()), 0, letter -> letter.behind(first));
        }
    }

    /** Nothing is parked without a bound; what there is no room for waits. */
    private boolean isRoom(Lane lane) {
        if (log == null || (lane.letters.size() < spec.parkedPerKey() && log.size() < spec.parkedInAll())) {
            return true;
        }
        full = "Key '%s' has %d dead letters, the application %d: retry or discard some"
                .formatted(lane.letterKey(), lane.letters.size(), log.size());
        fullNanos = System.nanoTime();
        delay(lane, FULL_NANOS);
        return false;
    }

    private void delay(Lane lane, long nanos) {
        lane.dueNanos = System.nanoTime() + nanos;
        lane.delayed = true;
        delayed.add(lane);
    }

    private void park(Lane lane, Throwable reason, int tries, UnaryOperator<DeadLetter> change) {
        Received received = lane.waiting.element();
        DeadLetter entry = change.apply(writer.entry(received, reason, tries));
        ParkedLetter letter = log == null ? null : new ParkedLetter(entry, ParkedLetter.UNCOMMITTED);
        if (letter != null) {
            lane.letters.add(letter);
            parked.add(lane);
        }
        touch(lane.work);
        transaction.add(new Transaction.Letter(
                received.place(),
                writer.record(
                        received, reason, tries, !execution.isLetterRefused(received.place()), entry.recordTopic()),
                letter,
                lane));
        lane.work.done(lane);
    }

    /** What follows from what a worker has done; if it counts no more, somebody else tries the service that is down. */
    void finished(Run run) {
        Lane lane = run.lane;
        if (run.isCancelled() || lane.work.isClosed()) {
            circuit.undecided();
            return;
        }
        for (Outcome each : run.outcomes()) {
            if (run.letter) {
                finishedLetter(lane, each);
            } else {
                finished(lane, each);
            }
        }
        offer(lane);
    }

    private void finished(Lane lane, Outcome outcome) {
        outcome.match(
                done -> {
                    circuit.up();
                    transaction.handled(lane.work, lane.waiting.element().place(), done.published());
                    lane.work.done(lane);
                },
                failed -> {
                    circuit.undecided();
                    failed(lane, failed);
                },
                down -> down(lane, down));
    }

    private void failed(Lane lane, Outcome.Failed failed) {
        lane.failures++;
        if (isTriedAgain(lane, failed)) {
            return;
        }
        if (isRoom(lane)) {
            Optional<Instant> due = log == null ? Optional.empty() : later.next(0, failed);
            later.warn(lane.waiting.element().place(), lane.failures, due, failed);
            park(
                    lane,
                    failed.reason(),
                    lane.failures,
                    letter -> due.map(time -> letter.dueAt(time, true)).orElse(letter));
        }
    }

    private boolean isTriedAgain(Lane lane, Outcome.Failed failed) {
        boolean again = !failed.permanent() && lane.failures <= spec.retries();
        if (again) {
            delay(lane, spec.retryDelayNanos().applyAsLong(lane.failures));
        }
        return again;
    }

    /** The trial of a service that is down is always the same event. */
    private void down(Lane lane, Outcome.Down down) {
        if (circuit.obstacle().isEmpty()) {
            LOG.warn("{} waits for a service that is down", spec.name(), down.reason());
        }
        circuit.down(down.reason());
        if (!lane.queued) {
            lane.queued = true;
            ready.addFirst(lane);
        }
    }

    /** A letter that has failed before is tried once; one that was only behind another, as any event. */
    private void finishedLetter(Lane lane, Outcome outcome) {
        ParkedLetter first = lane.letters.element();
        Received record = first.takeRecord();
        outcome.match(
                done -> {
                    circuit.up();
                    transaction.finishEdit(first);
                    transaction.handled(lane.work, first.letter().place(), done.published());
                    lane.audit(transaction.audited, first.letter(), AuditEntry.Outcome.HANDLED, "");
                    removed(lane, first);
                },
                failed -> {
                    circuit.undecided();
                    transaction.finishEdit(first);
                    failedAgain(lane, first, record, failed);
                },
                down -> {
                    if (first.dropEdit()) {
                        lane.request = null;
                    }
                    down(lane, down);
                });
    }

    private void failedAgain(Lane lane, ParkedLetter first, @Nullable Received record, Outcome.Failed failed) {
        lane.failures++;
        if (first.letter().hasFailed() || !isTriedAgain(lane, failed)) {
            DeadLetter before = first.letter();
            failedFinally(lane, first, record, failed);
            lane.audit(
                    transaction.audited,
                    before,
                    AuditEntry.Outcome.FAILED,
                    first.letter().failure().exception());
            lane.failures = 0;
            lane.request = null;
            touch(lane.work);
        }
    }

    /** A letter that waited to be handled again, and is not any more, moves to the dead letters. */
    private void failedFinally(Lane lane, ParkedLetter first, @Nullable Received record, Outcome.Failed failed) {
        DeadLetter before = first.letter();
        DeadLetter again = writer.again(before, failed.reason(), lane.failures);
        Optional<Instant> due = before.isDead() ? Optional.empty() : later.next(before.laterRetries(), failed);
        if (due.isPresent()) {
            first.change(again.dueAt(due.get(), before.isHeld()));
            transaction.changed.add(first);
        } else if (before.isHeld() && record != null) {
            later.warn(before.place(), again.failure().tries(), due, failed);
            first.change(again.givenUp());
            boolean whole = !execution.isLetterRefused(before.place());
            transaction.add(new Transaction.Letter(
                    before.place(),
                    writer.record(record, failed.reason(), again.failure().tries(), whole),
                    first,
                    lane));
        } else {
            first.change(again);
            transaction.changed.add(first);
        }
    }

    /** The progress of a partition is to be committed. */
    void touch(PartitionWork work) {
        transaction.works.add(work);
    }

    Transaction transaction() {
        return transaction;
    }

    /** It is committed; letters may be handled again now. */
    void committed() {
        Transaction done = transaction;
        transaction = new Transaction();
        done.letters.forEach(letter -> offer(letter.lane()));
    }

    Set<Lane> parked() {
        return parked;
    }

    /** Drops everything of partitions that are closed, and what is not committed. */
    void dropClosed() {
        ready.removeIf(lane -> lane.work.isClosed());
        delayed.removeIf(lane -> lane.work.isClosed());
        later.dropClosed();
        parked.removeIf(lane -> lane.work.isClosed());
    }

    void dropTransaction() {
        transaction = new Transaction();
    }

    String subscription() {
        return spec.name();
    }

    boolean isQuiet() {
        return ready.isEmpty();
    }

    Optional<String> obstacle() {
        return full != null && System.nanoTime() - fullNanos < 2 * FULL_NANOS ? Optional.of(full) : circuit.obstacle();
    }
}
