package dev.gregor.broker;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;

/**
 * The coordinators of a cluster, one for each partition of {@code __transaction_state} and of {@code __consumer_offsets}. A
 * coordinator that is not elected yet lists nothing, like one that has nothing; when it is asked for one id, it answers that it
 * is not available, and the client asks again.
 *
 * @param admin of the cluster
 */
public record Coordinators(Admin admin) {

    /**
     * Returns when each coordinator of transactions has been elected and has loaded them.
     *
     * @throws ExecutionException if one has not within the time-out of the client, or the cluster cannot be asked
     */
    public void awaitTransactions() throws ExecutionException, InterruptedException {
        Set<String> ids = oneIdOfEach(partitions(Topic.TRANSACTION_STATE_TOPIC_NAME));
        DescribeTransactionsResult described = admin.describeTransactions(ids);
        for (String id : ids) {
            await(described.description(id), TransactionalIdNotFoundException.class);
        }
    }

    /**
     * Returns when each coordinator of groups has been elected and has loaded them. One that may not be asked is passed over.
     *
     * @throws ExecutionException if one has not within the time-out of the client, or the cluster cannot be asked
     */
    public void awaitGroups() throws ExecutionException, InterruptedException {
        Set<String> ids = oneIdOfEach(partitions(Topic.GROUP_METADATA_TOPIC_NAME));
        ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(
                ids.stream().collect(toMap(identity(), id -> new ListConsumerGroupOffsetsSpec())));
        for (String id : ids) {
            await(offsets.partitionsToOffsetAndMetadata(id), AuthorizationException.class);
        }
    }

    private static void await(KafkaFuture<?> answer, Class<? extends ApiException> expected)
            throws ExecutionException, InterruptedException {
        try {
            answer.get();
        } catch (ExecutionException e) {
            if (!expected.isInstance(e.getCause())) {
                throw e;
            }
        }
    }

    private int partitions(String topic) throws ExecutionException, InterruptedException {
        try {
            return requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof AuthorizationException) {
                return 0;
            }
            throw e;
        }
    }

    /** Ids that nobody uses, one for each partition by Kafka's rule. */
    static Set<String> oneIdOfEach(int partitions) {
        Set<Integer> missing = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            missing.add(partition);
        }
        Set<String> ids = new HashSet<>();
        for (int number = 0; !missing.isEmpty(); number++) {
            String id = "gregor-look-" + number;
            if (missing.remove(Utils.abs(id.hashCode()) % partitions)) {
                ids.add(id);
            }
        }
        return ids;
    }
}
