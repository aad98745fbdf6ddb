package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterEntry;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.LetterRequest.Action;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Does what was asked for with the dead letters of the partitions that this instance has. A request is for the letters that are older
 * in the log; one that fails again is younger, so that nothing else has to be remembered of how far a request is.
 */
final class Redrive {

    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
    private static final long FINISH_NANOS = Duration.ofMillis(500).toNanos();

    /** As they were written, so that they are read one after the other. */
    private static final Comparator<Lane> OLDEST_FIRST = Comparator.comparing(
                    (Lane lane) -> lane.work.partition.toString())
            .thenComparing(lane -> lane.letters.element().letter().letterOffset());

    private final LetterLog log;
    private final Lanes lanes;
    private final Throttle throttle;
    private long lookedNanos = System.nanoTime();
    private long finishedNanos = System.nanoTime();

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
        requests.forEach(this::apply);
        if (!requests.isEmpty() && now - finishedNanos > FINISH_NANOS) {
            finishedNanos = now;
            requests.stream()
                    .filter(each -> !isPending(each))
                    .forEach(each -> lanes.transaction().finished.add(each.value()));
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
                .forEach(each -> lanes.discard(lane, each));
    }

    private void retry(List<Lane> meant, LetterEntry<LetterRequest> request) {
        List<Lane> due = meant.stream()
                .filter(lane -> isDue(lane.letters.element(), request))
                .sorted(OLDEST_FIRST)
                .toList();
        if (request.value().perSecond() > 0) {
            throttle.limit(Math.max(1, request.value().perSecond() * share(due, request)));
        }
        due.forEach(lanes::retryIfAdmitted);
    }

    private static boolean isDue(ParkedLetter first, LetterEntry<LetterRequest> request) {
        return first.letter().hasFailed() && first.logOffset() < request.logOffset();
    }

    /** The part of this instance in what is left, so that all together keep to the rate. */
    private double share(List<Lane> due, LetterEntry<LetterRequest> request) {
        long all = failedBefore(request)
                .filter(each -> isMeant(request, each.value(), each.logOffset()))
                .count();
        return all == 0 ? 1 : Math.min(1, (double) due.size() / all);
    }

    private Stream<LetterEntry<DeadLetter>> failedBefore(LetterEntry<LetterRequest> request) {
        return log.letters().stream()
                .filter(each -> each.value().hasFailed() && each.logOffset() < request.logOffset());
    }

    private static boolean isMeant(LetterEntry<LetterRequest> request, DeadLetter letter, long logOffset) {
        return logOffset < request.logOffset() && request.value().filter().matches(letter);
    }

    /** Whether a letter is left that it is for, or one behind which such a letter is. */
    private boolean isPending(LetterEntry<LetterRequest> request) {
        List<DeadLetter> meant = log.letters().stream()
                .filter(each -> isMeant(request, each.value(), each.logOffset()))
                .map(LetterEntry::value)
                .toList();
        return request.value().action() == Action.DISCARD
                ? !meant.isEmpty()
                : meant.stream().anyMatch(DeadLetter::hasFailed)
                        || (!meant.isEmpty()
                                && failedBefore(request)
                                        .anyMatch(first -> meant.stream().anyMatch(behind(first.value()))));
    }

    private static Predicate<DeadLetter> behind(DeadLetter first) {
        return each -> each.subscription().equals(first.subscription())
                && each.place().topic().equals(first.place().topic())
                && each.place().partition() == first.place().partition()
                && each.key().equals(first.key());
    }
}
