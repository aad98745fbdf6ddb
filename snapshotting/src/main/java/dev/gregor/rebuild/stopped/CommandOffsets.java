package dev.gregor.rebuild.stopped;

import dev.gregor.rebuild.stopped.CommandOffset.InTopic;
import dev.gregor.write.ChangelogRecords;
import dev.gregor.write.WriteSide;
import dev.gregor.write.handled.HandledUpTo;
import dev.gregor.write.handled.PartitionProgress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Up to where the commands of an aggregate type are handled, partition by partition.
 *
 * @param stopped the write side
 * @param all of each partition of the commands topic
 */
public record CommandOffsets(StoppedWriteSide<?> stopped, List<CommandOffset> all) {

    /** Reads the consumer group first, which then is never ahead of the stores because both move on. */
    public static CommandOffsets read(StoppedWriteSide<?> stopped, Cluster cluster, LastRecords records) {
        Map<TopicPartition, Long> committed = cluster.committed(stopped.applicationId());
        String changelog = stopped.changelog(WriteSide.clockStore(stopped.type()));
        Map<Integer, PartitionProgress> clocks =
                cluster.topics().contains(changelog) ? records.clocks(changelog) : Map.of();
        Uuid topicId = cluster.topicId(stopped.commandsTopic());
        Map<TopicPartition, Long> beginnings = cluster.beginnings(stopped.commands());
        Map<TopicPartition, Long> ends = cluster.writtenEnds(stopped.commands());
        List<CommandOffset> all = new ArrayList<>();
        for (TopicPartition each : stopped.commands()) {
            PartitionProgress clock = clocks.getOrDefault(each.partition(), new PartitionProgress(0, 0, null));
            HandledUpTo upTo = clock.handledUpTo()
                    .filter(stored -> !stored.topicId().equals(Uuid.ZERO_UUID))
                    .orElse(null);
            boolean isTheOne = upTo != null && upTo.topicId().equals(topicId);
            boolean hasLast = upTo == null || !isTheOne || hasLastCommand(stopped, records, each, upTo);
            var topic = new InTopic(beginnings.getOrDefault(each, 0L), ends.getOrDefault(each, 0L), isTheOne, hasLast);
            all.add(new CommandOffset(each, upTo, committed.get(each), clock.sequence() > 0, topic));
        }
        return new CommandOffsets(stopped, List.copyOf(all));
    }

    private static boolean hasLastCommand(
            StoppedWriteSide<?> stopped, LastRecords records, TopicPartition partition, HandledUpTo upTo) {
        if (upTo.offset() == 0 || !upTo.hasLastCommand()) {
            return true;
        }
        var keys = new ChangelogRecords(stopped.writeSide(), partition.partition());
        return records.first(partition, upTo.offset() - 1)
                .filter(found -> found.offset() == upTo.offset() - 1)
                .map(found -> Arrays.equals(upTo.lastCommand(), keys.commandKey(found.key(), found.headers())))
                .orElse(true);
    }

    /** Why it cannot be said which commands are handled, a sentence for each partition. */
    public List<String> problems() {
        return all.stream()
                .map(CommandOffset::problem)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The partitions of which the consumer group has passed over commands that are not handled. */
    public List<TopicPartition> ahead(LastRecords records) {
        return all.stream()
                .filter(each -> isAhead(each, records))
                .map(CommandOffset::partition)
                .toList();
    }

    private static boolean isAhead(CommandOffset each, LastRecords records) {
        Long committed = each.committed();
        long wanted = each.wanted().orElse(Long.MAX_VALUE);
        return committed != null
                && committed > wanted
                && records.first(each.partition(), wanted)
                        .filter(found -> found.offset() < committed)
                        .isPresent();
    }

    /** The offsets that the consumer group does not have and should. */
    public Map<TopicPartition, Long> corrections() {
        Map<TopicPartition, Long> corrections = new HashMap<>();
        for (CommandOffset each : all) {
            each.wanted()
                    .filter(wanted -> !wanted.equals(each.committed()))
                    .ifPresent(wanted -> corrections.put(each.partition(), wanted));
        }
        return corrections;
    }

    /** The offset of a partition that is known without a look at the events; empty if none is. */
    public Map<Integer, Long> known() {
        Map<Integer, Long> known = new HashMap<>();
        all.forEach(each ->
                each.known().ifPresent(offset -> known.put(each.partition().partition(), offset)));
        return known;
    }

    /** Sets the offsets of the consumer group, which has no member. */
    public static void commit(StoppedWriteSide<?> stopped, Cluster cluster, Map<Integer, HandledUpTo> handled) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        handled.forEach((partition, upTo) ->
                offsets.put(new TopicPartition(stopped.commandsTopic(), partition), upTo.offset()));
        if (!offsets.isEmpty()) {
            cluster.commit(stopped.applicationId(), offsets);
        }
    }
}
