package dev.gregor.streams;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** The changelogs of an application as the cluster has them. */
final class ChangelogEnds {

    private static final long WAIT_SECONDS = 10;

    private ChangelogEnds() {}

    /** The id and the ends of each, as text, by its name. */
    static Map<String, String> of(Admin admin, String applicationId)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS).stream()
                .filter(topic -> topic.startsWith(applicationId + '-') && topic.endsWith("-changelog"))
                .toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get(WAIT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        described.forEach((topic, description) -> description
                .partitions()
                .forEach(each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest())));
        var ends = admin.listOffsets(wanted).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
        Map<String, String> changelogs = new TreeMap<>();
        described.forEach((topic, description) -> changelogs.put(
                topic,
                description.topicId() + ","
                        + description.partitions().stream()
                                .map(TopicPartitionInfo::partition)
                                .sorted()
                                .map(each -> end(ends, new TopicPartition(topic, each)))
                                .collect(Collectors.joining(","))));
        return changelogs;
    }

    private static String end(Map<TopicPartition, ListOffsetsResultInfo> ends, TopicPartition partition) {
        return Long.toString(requireNonNull(ends.get(partition)).offset());
    }

    /** Whether a changelog is the one that was noted, and has not lost anything since. */
    static boolean follows(String noted, String present) {
        String[] before = noted.split(",", -1);
        String[] now = present.split(",", -1);
        if (before.length != now.length || !before[0].equals(now[0])) {
            return false;
        }
        for (int i = 1; i < before.length; i++) {
            if (Long.parseLong(now[i]) < Long.parseLong(before[i])) {
                return false;
            }
        }
        return true;
    }
}
