package dev.gregor.node.watch;

import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.WatchedTopics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Whether the topics that the application was started with are still the same, with as many partitions. Used by one thread.
 */
public final class TopicsCheck {

    private final Admin admin;
    private final WatchedTopics watched;
    private final Map<String, Integer> expected = new TreeMap<>();
    private List<String> leaderless = List.of();

    /**
     * Checks topics that had these specifications at the start; those of dead letters may have any number of partitions.
     */
    public TopicsCheck(Admin admin, Collection<TopicSpec> specs) {
        this.admin = admin;
        this.watched = new WatchedTopics(admin);
        specs.stream()
                .filter(spec -> spec.kind() != TopicSpec.Kind.DEAD_LETTERS)
                .forEach(spec -> expected.put(spec.name(), spec.partitions()));
    }

    /** What has become of them, if anything. */
    public Optional<String> changed() throws ExecutionException, InterruptedException {
        List<String> changes = new ArrayList<>(watched.changes(expected.keySet(), topic -> false));
        if (changes.isEmpty()) {
            Collection<TopicDescription> topics = admin.describeTopics(expected.keySet())
                    .allTopicNames()
                    .get()
                    .values();
            topics.forEach(each -> comparePartitions(each, changes));
            leaderless = topics.stream()
                    .flatMap(each -> withoutLeader(each).stream())
                    .sorted()
                    .toList();
        }
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", changes)
                        + ". Nothing more is sent, for it would be lost or in the wrong partition: stop all instances;"
                        + " the next start says what to do");
    }

    /** Which of their partitions cannot be read or written at present, as of the last {@link #changed}. */
    public Optional<String> leaderless() {
        return leaderless.isEmpty()
                ? Optional.empty()
                : Optional.of("Partitions %s have no leader: start the brokers that have them".formatted(leaderless));
    }

    private void comparePartitions(TopicDescription now, List<String> changes) {
        int before = expected.getOrDefault(now.name(), 0);
        if (now.partitions().size() != before) {
            changes.add("Topic '%s' has %d partitions, and had %d at the start"
                    .formatted(now.name(), now.partitions().size(), before));
        }
    }

    private static List<String> withoutLeader(TopicDescription topic) {
        return topic.partitions().stream()
                .filter(each -> each.leader() == null || each.leader().isEmpty())
                .map(TopicPartitionInfo::partition)
                .map(each -> topic.name() + '-' + each)
                .toList();
    }
}
