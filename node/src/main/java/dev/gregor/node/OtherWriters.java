package dev.gregor.node;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.gregor.broker.Coordinators;
import dev.gregor.streams.ApplicationIds;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Finds applications of another name that handle the same commands: each would count versions of its own. */
final class OtherWriters {

    private final Admin admin;

    OtherWriters(Admin admin) {
        this.admin = admin;
    }

    /**
     * Refuses to start beside another one.
     *
     * @throws StartException if there is one, with its name and the ways out
     */
    void refuse(String app, Collection<String> commandTopics) {
        List<String> others = groups().stream()
                .filter(group -> ApplicationIds.isWrite(group) && !group.equals(new ApplicationIds(app).write()))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        Map<String, Set<String>> read = readByMembers(others);
        offsets(others).forEach((group, topics) -> {
            boolean runs =
                    !shared(read.getOrDefault(group, Set.of()), commandTopics).isEmpty();
            Set<String> shared = shared(topics, commandTopics);
            if (runs || !shared.isEmpty()) {
                throw refusal(group, runs ? commandTopics : shared, runs);
            }
        });
    }

    private static StartException refusal(String group, Collection<String> topics, boolean runs) {
        String name = ApplicationIds.ofWrite(group).app();
        return new StartException(
                "%s %s by application '%s', and two would give the same versions twice: start with gregor.app=%s to join it,"
                                .formatted(topics, runs ? "are handled" : "were handled until now", name, name)
                        + " or with a gregor.topic-prefix of its own to be apart",
                null);
    }

    private List<String> groups() {
        awaitCoordinators();
        return await(admin.listGroups().all(), "list consumer groups").stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** The topics of which a group has committed offsets. */
    private Map<String, Set<String>> offsets(List<String> groups) {
        Map<String, ListConsumerGroupOffsetsSpec> specs =
                groups.stream().collect(toMap(identity(), group -> new ListConsumerGroupOffsetsSpec()));
        Map<String, Set<String>> topics = new HashMap<>();
        await(admin.listConsumerGroupOffsets(specs).all(), "list the offsets of " + groups)
                .forEach((group, offsets) -> topics.put(group, names(offsets.keySet())));
        return topics;
    }

    /** The topics that members of a group read, also while there has been nothing to commit. */
    private Map<String, Set<String>> readByMembers(List<String> groups) {
        Map<String, Set<String>> topics = new HashMap<>();
        await(admin.describeConsumerGroups(groups).all(), "describe " + groups)
                .forEach((group, described) -> described
                        .members()
                        .forEach(member -> topics.computeIfAbsent(group, each -> new HashSet<>())
                                .addAll(names(member.assignment().topicPartitions()))));
        return topics;
    }

    private static Set<String> names(Set<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(toSet());
    }

    private static Set<String> shared(Set<String> read, Collection<String> commandTopics) {
        Set<String> shared = new TreeSet<>(read);
        shared.retainAll(commandTopics);
        return shared;
    }

    /** One that has not loaded its groups yet lists none. */
    private void awaitCoordinators() {
        try {
            new Coordinators(admin).awaitGroups();
        } catch (ExecutionException e) {
            throw new StartException(
                    "The group coordinators of the cluster do not answer (%s): see that each partition of __consumer_offsets has a leader"
                            .formatted(e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while waiting for the group coordinators", e);
        }
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
