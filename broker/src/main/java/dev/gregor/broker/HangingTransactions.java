package dev.gregor.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that are open in a partition although their coordinator has ended or does not know them, which a broker that
 * was killed may leave behind. Whoever reads committed offsets or records would wait for them for ever.
 *
 * @param admin of the cluster
 */
record HangingTransactions(Admin admin) {

    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_ABORT, TransactionState.COMPLETE_COMMIT);

    /** A commit raises the epoch of its producer by one. */
    private static final int EPOCHS_OF_A_TRANSACTION = 1;

    /** How long the markers of a transaction that has just ended may be under way. */
    private static final int MARKER_SECONDS = 2;

    private static final int PAUSE_MS = 100;

    /** Where a transaction is open, by whom, and since which offset. */
    private record Open(TopicPartition partition, long producerId, int epoch, int coordinatorEpoch, long start) {

        AbortTransactionSpec abortion() {
            return new AbortTransactionSpec(partition, producerId, (short) epoch, coordinatorEpoch);
        }

        @Override
        public String toString() {
            return "The transaction of producer %d, epoch %d, in %s from offset %d"
                    .formatted(producerId, epoch, partition, start);
        }
    }

    /**
     * Aborts them, in each partition by itself, and answers how many were found. Takes up to two seconds if there may be some.
     *
     * @throws ExecutionException if the cluster cannot be asked
     */
    int abort() throws ExecutionException, InterruptedException {
        Set<Open> left = unknown();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MARKER_SECONDS);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            // One that has begun since is not the one that was seen.
            left.retainAll(unknown());
        }
        return left.isEmpty() ? 0 : abortHanging(left);
    }

    private int abortHanging(Set<Open> left) throws ExecutionException, InterruptedException {
        Map<Long, TransactionDescription> known = known();
        // What is open after its coordinator said that it has ended does hang.
        left.retainAll(open());
        int hanging = 0;
        for (Open each : left) {
            TransactionDescription producer = known.get(each.producerId());
            if (mayBeAborted(each.epoch(), producer)) {
                abort(each);
                hanging++;
            } else if (isCommitted(each.epoch(), producer)) {
                LOG.error(
                        "{} is committed, and open in this partition all the same: it cannot be read from there", each);
            }
        }
        return hanging;
    }

    /** Those that are open although no coordinator says that they are under way. */
    private Set<Open> unknown() throws ExecutionException, InterruptedException {
        Set<Open> open = open();
        if (!open.isEmpty()) {
            Map<Long, TransactionDescription> known = known();
            open.removeIf(each -> isUnderWay(each.partition(), each.epoch(), known.get(each.producerId())));
        }
        return open;
    }

    /** Whether the transaction of this epoch in this partition is the one that its producer has not ended yet. */
    static boolean isUnderWay(TopicPartition partition, int epoch, @Nullable TransactionDescription known) {
        return known != null
                && known.state() == TransactionState.ONGOING
                && known.producerEpoch() == epoch
                && known.topicPartitions().contains(partition);
    }

    /** One that cannot be aborted must not keep the others. */
    private void abort(Open each) throws InterruptedException {
        try {
            admin.abortTransaction(each.abortion()).all().get();
            LOG.warn("{} was left open by a broker that was killed, and is aborted", each);
        } catch (ExecutionException e) {
            LOG.warn("{} hangs and cannot be aborted: {}", each, e.getMessage());
        }
    }

    /**
     * Whether nothing that was acknowledged is lost with it.
     *
     * @param epoch of the producer in the transaction that is open
     * @param known what the coordinator knows of that producer; null for nothing
     */
    static boolean mayBeAborted(int epoch, @Nullable TransactionDescription known) {
        return known == null || (ENDED.contains(known.state()) && !isCommitted(epoch, known));
    }

    private static boolean isCommitted(int epoch, @Nullable TransactionDescription known) {
        return known != null
                && known.state() == TransactionState.COMPLETE_COMMIT
                && known.producerEpoch() - epoch == EPOCHS_OF_A_TRANSACTION;
    }

    /** What coordinators know, by producer: all of it, or what one that is not there yet would commit counts as unknown. */
    private Map<Long, TransactionDescription> known() throws ExecutionException, InterruptedException {
        new Coordinators(admin).awaitTransactions();
        List<String> ids = admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .toList();
        return admin.describeTransactions(ids).all().get().values().stream()
                .collect(Collectors.toMap(TransactionDescription::producerId, each -> each, (one, other) -> other));
    }

    private Set<Open> open() throws ExecutionException, InterruptedException {
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        Collection<TopicPartition> partitions = new ArrayList<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((name, topic) ->
                        topic.partitions().forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
        Set<Open> open = new HashSet<>();
        admin.describeProducers(partitions)
                .all()
                .get()
                .forEach((partition, producers) -> addOpen(open, partition, producers));
        return open;
    }

    private static void addOpen(Set<Open> open, TopicPartition partition, PartitionProducerState producers) {
        for (ProducerState each : producers.activeProducers()) {
            each.currentTransactionStartOffset()
                    .ifPresent(start -> open.add(new Open(
                            partition,
                            each.producerId(),
                            each.producerEpoch(),
                            each.coordinatorEpoch().orElse(0),
                            start)));
        }
    }
}
