package dev.gregor.streams.state;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** The topics of an application as the cluster has them. */
final class TopicEnds {

    private static final long WAIT_SECONDS = 10;

    private TopicEnds() {}

    /** The id and the ends of each of those that are wanted and there, as text, by its name. */
    static Map<String, String> of(Admin admin, Predicate<String> wantedNames)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS).stream()
                .filter(wantedNames)
                .toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get(WAIT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        described.forEach((topic, description) -> description
                .partitions()
                .forEach(each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest())));
        var ends = admin.listOffsets(wanted).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
        Map<String, String> found = new TreeMap<>();
        described.forEach((topic, description) -> found.put(
                topic,
                description.topicId() + ","
                        + description.partitions().stream()
                                .map(TopicPartitionInfo::partition)
                                .sorted()
                                .map(each -> end(ends, new TopicPartition(topic, each)))
                                .collect(Collectors.joining(","))));
        return found;
    }

    private static String end(Map<TopicPartition, ListOffsetsResultInfo> ends, TopicPartition partition) {
        return Long.toString(requireNonNull(ends.get(partition)).offset());
    }

    /** Whether a topic is the one that was noted, and has not lost anything since. */
    static boolean follows(String noted, String current) {
        return isSame(noted, current) && shorter(noted, current).isEmpty();
    }

    private static boolean isSame(String noted, String current) {
        String[] before = noted.split(",", -1);
        String[] now = current.split(",", -1);
        return before.length == now.length && before[0].equals(now[0]);
    }

    /** The partitions that end earlier than was noted, in words, if it is the same topic. */
    static List<String> shorter(String noted, String current) {
        if (!isSame(noted, current)) {
            return List.of();
        }
        String[] before = noted.split(",", -1);
        String[] now = current.split(",", -1);
        List<String> shorter = new ArrayList<>();
        for (int i = 1; i < before.length; i++) {
            if (Long.parseLong(now[i]) < Long.parseLong(before[i])) {
                shorter.add("partition %d ended at offset %s, and ends at %s".formatted(i - 1, before[i], now[i]));
            }
        }
        return shorter;
    }
}
