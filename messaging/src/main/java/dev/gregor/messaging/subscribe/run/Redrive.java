package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterEntry;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.LetterRequest.Action;
import dev.gregor.messaging.subscribe.pace.Throttle;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Does what was asked for with the dead letters of the partitions that this instance has. A request is for the letters that are older
 * in the log; one that fails again is younger, so that nothing else has to be remembered of how far a request is.
 */
final class Redrive {

    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
    private static final long COUNT_NANOS = Duration.ofMillis(500).toNanos();

    /** Slower than anybody asks for, and no standstill, nor without a limit. */
    private static final double SLOWEST = 0.001;

    /** As they were written, so that they are read one after the other. */
    private static final Comparator<Lane> OLDEST_FIRST = Comparator.comparing(
                    (Lane lane) -> lane.work.partition.topic())
            .thenComparingInt(lane -> lane.work.partition.partition())
            .thenComparing(lane -> lane.letters.element().letter().letterOffset());

    private final LetterLog log;
    private final Lanes lanes;
    private final Throttle throttle;
    private final Map<String, Double> shares = new HashMap<>();
    private final Set<Lane> unseen = new HashSet<>();
    private final Predicate<String> isOurs;
    private long removals;
    private long lookedNanos = System.nanoTime();
    private long countedNanos = System.nanoTime();

    /**
     * Looks at the log for lanes.
     *
     * @param isOurs whether a letter of this id is of a partition that this instance has
     */
    Redrive(LetterLog log, Lanes lanes, Throttle throttle, Predicate<String> isOurs) {
        this.log = log;
        this.lanes = lanes;
        this.throttle = throttle;
        this.isOurs = isOurs;
    }

    /** Starts what may be started now. */
    void look() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return;
        }
        lookedNanos = now;
        List<LetterEntry<LetterRequest>> requests = log.requests();
        throttle.limit(0);
        if (requests.stream().noneMatch(each -> each.value().perSecond() > 0)) {
            throttle.reset();
        }
        if (now - countedNanos > COUNT_NANOS) {
            countedNanos = now;
            count(requests);
        }
        List<LetterRequest> edits = requests.stream()
                .filter(Redrive::isEdit)
                .map(LetterEntry::value)
                .toList();
        edits.forEach(this::edit);
        requests.stream().filter(each -> !isEdit(each)).forEach(each -> apply(each, edits));
    }

    private static boolean isEdit(LetterEntry<LetterRequest> request) {
        return request.value().action() == Action.EDIT;
    }

    private void count(List<LetterEntry<LetterRequest>> requests) {
        shares.clear();
        long now = log.removals();
        if (now != removals) {
            removals = now;
            unseen.addAll(lanes.parked());
        }
        unseen.removeIf(this::dropGone);
        for (LetterEntry<LetterRequest> each : requests) {
            if (isEdit(each)) {
                finishLost(each.value());
            } else if (LettersLeft.of(log, each).isDone()) {
                lanes.transaction().finished.add(each.value());
            }
        }
    }

    /** Letters may be discarded while nobody has their partition, or is about to have it. Returns whether the lane was looked at. */
    private boolean dropGone(Lane lane) {
        if (lane.busy || lane.work.isClosed()) {
            return lane.work.isClosed();
        }
        if (lane.letters.removeIf(each -> each.isCommitted() && log.isGone(each.letter(), each.logOffset()))) {
            lanes.dropped(lane);
        }
        return true;
    }

    /** An edit is done with the outcome of its letter. One is left whose letter was handled, discarded or given up before. */
    private void finishLost(LetterRequest edit) {
        String id = edit.filter().id();
        boolean pending = id != null
                && (!isOurs.test(id)
                        || log.find(id).filter(each -> edit.edits(each.value())).isPresent());
        if (!pending && log.isOpen(edit) && lanes.transaction().finished.add(edit)) {
            lanes.transaction().audited.add(edit.lost());
        }
    }

    private void apply(LetterEntry<LetterRequest> request, List<LetterRequest> edits) {
        List<Lane> meant = lanes.parked().stream()
                .filter(lane ->
                        lane.letters.stream().anyMatch(each -> isMeant(request, each.letter(), each.logOffset())))
                .toList();
        if (request.value().action() == Action.DISCARD) {
            meant.forEach(lane -> discard(lane, request));
        } else {
            retry(
                    meant.stream()
                            .filter(lane -> edits.stream().noneMatch(edit -> isEdited(lane, edit)))
                            .toList(),
                    request);
        }
    }

    /** Whether the letter has failed since or not: it has not had this value. */
    private void edit(LetterRequest request) {
        lanes.parked().stream()
                .filter(lane -> isEdited(lane, request))
                .toList()
                .forEach(lane -> lanes.retryIfAdmitted(lane, request));
    }

    private static boolean isEdited(Lane lane, LetterRequest request) {
        ParkedLetter first = lane.letters.peek();
        return first != null && first.letter().hasFailed() && request.edits(first.letter());
    }

    private void discard(Lane lane, LetterEntry<LetterRequest> request) {
        lane.letters.stream()
                .filter(each -> isMeant(request, each.letter(), each.logOffset()))
                .toList()
                .forEach(each -> lanes.discard(lane, each, request.value()));
    }

    private void retry(List<Lane> meant, LetterEntry<LetterRequest> request) {
        double perSecond = request.value().perSecond();
        if (perSecond > 0) {
            throttle.limit(Math.max(SLOWEST, perSecond * share(request)));
        }
        meant.stream()
                .filter(lane -> isDue(lane.letters.element(), request))
                .sorted(OLDEST_FIRST)
                .forEach(lane -> lanes.retryIfAdmitted(lane, request.value()));
    }

    private static boolean isDue(ParkedLetter first, LetterEntry<LetterRequest> request) {
        return first.letter().hasFailed() && first.logOffset() < request.logOffset();
    }

    /** The part of this instance in what is left, so that all together keep to the rate. */
    private double share(LetterEntry<LetterRequest> request) {
        return shares.computeIfAbsent(
                request.value().id(), any -> LettersLeft.of(log, request).share(lanes.subscription(), partitions()));
    }

    private Set<TopicPartition> partitions() {
        return lanes.parked().stream().map(lane -> lane.work.partition).collect(Collectors.toSet());
    }

    private static boolean isMeant(LetterEntry<LetterRequest> request, DeadLetter letter, long logOffset) {
        return logOffset < request.logOffset() && request.value().filter().matches(letter);
    }
}
