package dev.gregor.streams;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes static members out of their consumer group before their sessions end, until when their partitions would rest: a stream thread that
 * failed, for the one that replaces it is another member, and those of a process that is gone.
 *
 * @param kafka settings of Kafka clients
 * @param group the consumer group, which is the application id
 * @param instanceId the group instance id of the process; null if there are no static members
 */
record StaticMembers(
        Map<String, Object> kafka, String group, @Nullable String instanceId) {

    private static final Logger LOG = LoggerFactory.getLogger(StaticMembers.class);
    private static final int TIMEOUT_MS = 5_000;

    /** Removes the member of a stream thread, within 5 seconds; else its session has to end by itself. */
    void remove(Thread streamThread) {
        if (instanceId == null) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            remove(admin, List.of(memberOf(streamThread.getName())), "Its stream thread failed");
        } catch (KafkaException e) {
            warn(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes members by their group instance ids, within 5 seconds; else their sessions have to end by themselves. */
    void remove(Admin admin, Collection<String> groupInstanceIds, String reason) throws InterruptedException {
        List<MemberToRemove> gone =
                groupInstanceIds.stream().map(MemberToRemove::new).toList();
        try {
            var options = new RemoveMembersFromConsumerGroupOptions(gone);
            options.reason(reason);
            admin.removeMembersFromConsumerGroup(group, options.timeoutMs(TIMEOUT_MS))
                    .all()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            warn(e);
        }
    }

    private void warn(Exception failure) {
        LOG.warn(
                "Members could not be taken out of group {}, their partitions rest until their sessions are over: {}",
                group,
                failure.toString());
    }

    /**
     * The members of the process that has some of these partitions and no others, as the group knows them when it is at rest.
     *
     * @return the group instance ids by member ids, of which each joining makes a new one
     */
    Map<String, String> ofProcessWith(Admin admin, Set<TopicPartition> partitions) throws InterruptedException {
        try {
            List<MemberDescription> fixed = admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(described -> described.members().stream())
                    .filter(member -> member.groupInstanceId().isPresent())
                    .toList();
            Set<String> processes = fixed.stream()
                    .filter(member -> hasSomeOf(partitions, member))
                    .map(StaticMembers::process)
                    .collect(Collectors.toSet());
            return fixed.stream()
                    .filter(member -> processes.contains(process(member)))
                    .collect(Collectors.toMap(
                            MemberDescription::consumerId,
                            member -> member.groupInstanceId().orElseThrow()));
        } catch (ExecutionException e) {
            throw new KafkaException("Group " + group + " could not be asked for its members", e);
        }
    }

    private static boolean hasSomeOf(Set<TopicPartition> partitions, MemberDescription member) {
        Set<TopicPartition> own = member.assignment().topicPartitions();
        return !own.isEmpty() && partitions.containsAll(own);
    }

    /** Kafka Streams ends the name of a thread and of its member with the same number. */
    private String memberOf(String threadName) {
        return instanceId + threadName.substring(threadName.lastIndexOf('-'));
    }

    private static String process(MemberDescription member) {
        String id = member.groupInstanceId().orElseThrow();
        return id.substring(0, id.lastIndexOf('-'));
    }
}
