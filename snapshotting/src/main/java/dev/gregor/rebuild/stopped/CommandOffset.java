package dev.gregor.rebuild.stopped;

import dev.gregor.write.handled.HandledUpTo;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the commands of a partition are handled, by the store and by the consumer group, and what the topic holds.
 *
 * @param partition the partition of the commands topic
 * @param upTo what the store says; null if it says nothing
 * @param committed the offset of the consumer group; null if it has none
 * @param hasEvents whether commands of the partition have led to events
 * @param topic what the topic holds
 */
record CommandOffset(
        TopicPartition partition,
        @Nullable HandledUpTo upTo,
        @Nullable Long committed,
        boolean hasEvents,
        InTopic topic) {

    /**
     * What a partition of the commands topic holds.
     *
     * @param beginning its first offset
     * @param end the offset after its last
     * @param isTheOne whether it is the topic that the store means
     * @param hasLastCommand whether its last handled command is the one that the store means, or is gone by retention
     */
    record InTopic(long beginning, long end, boolean isTheOne, boolean hasLastCommand) {}

    /** Why it cannot be said which commands are handled; empty if it can. */
    Optional<String> problem() {
        if (upTo == null) {
            return hasEvents && committed == null && topic.end() > topic.beginning()
                    ? problem("neither the stores nor the consumer group say which of its commands are handled")
                    : Optional.empty();
        }
        if (!topic.isTheOne()) {
            return topic.end() == 0
                    ? Optional.empty()
                    : problem("it was deleted and made again, and has commands up to offset " + topic.end());
        }
        if (topic.end() < upTo.offset()) {
            return problem(
                    "it ends at offset %d, but commands were handled up to %d".formatted(topic.end(), upTo.offset()));
        }
        return topic.hasLastCommand()
                ? Optional.empty()
                : problem("its command at offset %d is not the one that was handled".formatted(upTo.offset() - 1));
    }

    private Optional<String> problem(String text) {
        return Optional.of(partition + ": " + text);
    }

    /** The offset that the consumer group has to have; empty if only itself knows. */
    Optional<Long> wanted() {
        return Optional.ofNullable(upTo).map(each -> topic.isTheOne() ? each.offset() : 0L);
    }

    /** The offset that is known without a look at the events; empty if none is. */
    Optional<Long> known() {
        if (upTo != null) {
            return topic.isTheOne() && problem().isEmpty() ? Optional.of(upTo.offset()) : Optional.empty();
        }
        return Optional.ofNullable(committed).map(offset -> Math.min(offset, topic.end()));
    }
}
