package dev.gregor.app;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Finds applications of another name that handle the same commands: each would count versions of its own. */
final class OtherWriters {

    private static final String PREFIX = "gregor-";
    private static final String SUFFIX = "-write";

    private final Admin admin;

    OtherWriters(Admin admin) {
        this.admin = admin;
    }

    /** The consumer group of the write side of an application. */
    static String group(String app) {
        return PREFIX + app + SUFFIX;
    }

    /**
     * Refuses to start beside another one.
     *
     * @throws StartException if there is one, with its name and the ways out
     */
    void refuse(String app, Collection<String> commandTopics) {
        Map<String, ListConsumerGroupOffsetsSpec> others = groups().stream()
                .filter(group -> group.startsWith(PREFIX) && group.endsWith(SUFFIX) && !group.equals(group(app)))
                .collect(Collectors.toMap(Function.identity(), group -> new ListConsumerGroupOffsetsSpec()));
        offsets(others).forEach((group, offsets) -> {
            Set<String> shared = shared(offsets.keySet(), commandTopics);
            if (!shared.isEmpty()) {
                throw new StartException(
                        "%s are handled by application '%s' already, and two would give the same versions twice:"
                                        .formatted(shared, name(group))
                                + " start with --app %s to join it, or with a --topic-prefix of its own to be apart"
                                        .formatted(name(group)),
                        null);
            }
        });
    }

    private List<String> groups() {
        return await(admin.listGroups().all(), "list consumer groups").stream()
                .map(GroupListing::groupId)
                .toList();
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets(
            Map<String, ListConsumerGroupOffsetsSpec> groups) {
        return groups.isEmpty()
                ? Map.of()
                : await(admin.listConsumerGroupOffsets(groups).all(), "list the offsets of " + groups.keySet());
    }

    private static Set<String> shared(Set<TopicPartition> read, Collection<String> commandTopics) {
        return read.stream()
                .map(TopicPartition::topic)
                .filter(commandTopics::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(String group) {
        return group.substring(PREFIX.length(), group.length() - SUFFIX.length());
    }

    private static <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("Could not " + what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while waiting to " + what, e);
        }
    }
}
