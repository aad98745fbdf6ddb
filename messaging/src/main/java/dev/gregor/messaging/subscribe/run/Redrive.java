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
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private long removals;
    private long lookedNanos = System.nanoTime();
    private long countedNanos = System.nanoTime();

    Redrive(LetterLog log, Lanes lanes, Throttle throttle) {
        this.log = log;
        this.lanes = lanes;
        this.throttle = throttle;
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
        if (now - countedNanos > COUNT_NANOS) {
            countedNanos = now;
            count(requests);
        }
        requests.forEach(this::apply);
    }

    private void count(List<LetterEntry<LetterRequest>> requests) {
        shares.clear();
        long now = log.removals();
        if (now != removals) {
            removals = now;
            List.copyOf(lanes.parked()).forEach(this::dropGone);
        }
        for (LetterEntry<LetterRequest> each : requests) {
            if (LettersLeft.of(log, each).isDone()) {
                lanes.transaction().finished.add(each.value());
            }
        }
    }

    /** Letters may be discarded while nobody has their partition, or is about to have it. */
    private void dropGone(Lane lane) {
        if (!lane.busy
                && lane.letters.removeIf(each -> each.isCommitted() && log.isGone(each.letter(), each.logOffset()))) {
            lanes.dropped(lane);
        }
    }

    private void apply(LetterEntry<LetterRequest> request) {
        List<Lane> meant = lanes.parked().stream()
                .filter(lane ->
                        lane.letters.stream().anyMatch(each -> isMeant(request, each.letter(), each.logOffset())))
                .toList();
        if (request.value().action() == Action.DISCARD) {
            meant.forEach(lane -> discard(lane, request));
        } else {
            retry(meant, request);
        }
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
        return first.letter().hasFailed()
                && first.logOffset() < request.logOffset()
                && (request.value().action() != Action.EDIT
                        || request.value().filter().matches(first.letter()));
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
