package dev.gregor.streams;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a failed stream thread out of its consumer group. The thread that replaces it is another static member, so that
 * the partitions of the failed one would rest until its session is over.
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
        MemberToRemove member = new MemberToRemove(memberOf(streamThread.getName()));
        try (Admin admin = Admin.create(kafka)) {
            var options = new RemoveMembersFromConsumerGroupOptions(List.of(member));
            options.reason("Its stream thread failed");
            admin.removeMembersFromConsumerGroup(group, options.timeoutMs(TIMEOUT_MS))
                    .all()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn(
                    "The failed thread could not be taken out of group {}, its partitions rest until its session is over: {}",
                    group,
                    e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kafka Streams ends the name of a thread and of its member with the same number. */
    private String memberOf(String threadName) {
        return instanceId + threadName.substring(threadName.lastIndexOf('-'));
    }
}
