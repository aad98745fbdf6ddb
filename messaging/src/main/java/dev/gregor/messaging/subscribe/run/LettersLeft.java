package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterEntry;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.LetterRequest.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What is left of a request, over all instances, by lane. */
final class LettersLeft {

    private record LaneName(String subscription, TopicPartition partition, String key) {

        static LaneName of(DeadLetter letter) {
            return new LaneName(
                    letter.subscription(),
                    new TopicPartition(letter.place().topic(), letter.place().partition()),
                    letter.key());
        }
    }

    /** What a lane has that is older than the request. */
    private static final class Left {
        private int letters;
        private boolean meant;
        private boolean failed;
        private long first = Long.MAX_VALUE;
        private boolean firstHasFailed;

        private void add(LetterEntry<DeadLetter> entry, LetterEntry<LetterRequest> request) {
            DeadLetter letter = entry.value();
            if (letter.place().offset() < first) {
                first = letter.place().offset();
                firstHasFailed = letter.hasFailed();
            }
            if (entry.logOffset() < request.logOffset()) {
                letters++;
                failed |= letter.hasFailed();
                meant |= request.value().filter().matches(letter);
            }
        }

        /** Whether a letter is to be handled that was asked for, or one behind which it is. */
        private boolean isDue() {
            return meant && failed;
        }

        /** Whether letters are on their way because the one before them is gone. */
        private boolean isFollowing() {
            return letters > 0 && !firstHasFailed;
        }
    }

    private final Map<LaneName, Left> lanes = new HashMap<>();
    private final LetterRequest request;

    private LettersLeft(LetterRequest request) {
        this.request = request;
    }

    static LettersLeft of(LetterLog log, LetterEntry<LetterRequest> request) {
        LettersLeft left = new LettersLeft(request.value());
        log.letters()
                .forEach(each -> left.lanes
                        .computeIfAbsent(LaneName.of(each.value()), any -> new Left())
                        .add(each, request));
        return left;
    }

    /** Whether nothing is left; at a rate, what follows goes at this rate, too. */
    boolean isDone() {
        if (request.action() == Action.DISCARD) {
            return lanes.values().stream().noneMatch(each -> each.meant);
        }
        return lanes.values().stream()
                .noneMatch(each -> each.isDue() || (request.perSecond() > 0 && each.isFollowing()));
    }

    /** Which part of the letters is in partitions of a subscription. */
    double share(String subscription, Set<TopicPartition> partitions) {
        double all = 0;
        double own = 0;
        for (Map.Entry<LaneName, Left> each : lanes.entrySet()) {
            if (each.getValue().isDue() || each.getValue().isFollowing()) {
                all += each.getValue().letters;
                LaneName name = each.getKey();
                if (name.subscription().equals(subscription) && partitions.contains(name.partition())) {
                    own += each.getValue().letters;
                }
            }
        }
        return all == 0 ? 1 : own / all;
    }
}
