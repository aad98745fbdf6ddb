package dev.gregor.broker;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;

/**
 * The transaction coordinators of a cluster, one for each partition of {@code __transaction_state}. A coordinator that
 * is not elected yet lists no transactions, like one that has none; when it is asked for one id, it answers that it is
 * not available.
 *
 * @param admin of the cluster
 */
record TransactionCoordinators(Admin admin) {

    /**
     * Returns when each coordinator has been elected and has loaded its transactions.
     *
     * @throws ExecutionException if one has not within the time-out of the client, or the cluster cannot be asked
     */
    void awaitLoaded() throws ExecutionException, InterruptedException {
        Set<String> ids = oneIdOfEach(partitions());
        DescribeTransactionsResult described = admin.describeTransactions(ids);
        for (String id : ids) {
            awaitUnknown(described.description(id));
        }
    }

    private static void awaitUnknown(KafkaFuture<?> answer) throws ExecutionException, InterruptedException {
        try {
            answer.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                throw e;
            }
        }
    }

    private int partitions() throws ExecutionException, InterruptedException {
        String topic = Topic.TRANSACTION_STATE_TOPIC_NAME;
        try {
            return requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
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
