package dev.gregor.rebuild.stopped;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.streams.state.StateFolder;
import dev.gregor.write.WriteSide;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is asked of the Kafka cluster. */
public final class Cluster implements AutoCloseable {

    private static final Set<GroupState> AT_REST = Set.of(GroupState.EMPTY, GroupState.DEAD);
    private static final long WAIT_SECONDS = 60;

    /** A little more than the session timeout of an instance. */
    private static final long SESSION_SECONDS = 15;

    /** A little more than the transaction timeout of an instance, after which brokers look each 10 s. */
    private static final long TRANSACTION_SECONDS = 45;

    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    /** Readers stop at the ends that they know, so a fetch that waits there keeps only the next request. */
    private static final int FETCH_WAIT_MS = 20;

    private final Map<String, Object> kafka;
    private final Admin admin;

    /** Connects with the settings of Kafka clients. */
    public Cluster(Map<String, Object> kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka);
    }

    /**
     * Refuses to go on while an instance runs: it would write what is compared or recreated. One that was killed counts as
     * running until its session ends, which is waited for; a broker that was killed with it counts from its own restart on.
     */
    public void requireStopped(StoppedWriteSide<?> stopped) {
        String applicationId = stopped.applicationId();
        if (isStopped(applicationId)) {
            return;
        }
        stopped.report()
                .accept(applicationId + " runs, or was killed a moment ago; waiting up to " + SESSION_SECONDS
                        + " s for its session to end");
        if (!within(SESSION_SECONDS, () -> isStopped(applicationId))) {
            throw new PermanentException(
                    "%s is running: stop all instances of the application, and if one was killed wait until its session has ended"
                            .formatted(applicationId));
        }
    }

    /** Waits until the transactions of killed instances are aborted: what follows them in the events topic is not seen before. */
    public void requireNoOpenTransaction(StoppedWriteSide<?> stopped) {
        if (hasNoOpenTransaction(stopped)) {
            return;
        }
        stopped.report()
                .accept("%s has an open transaction; waiting up to %d s for its end"
                        .formatted(stopped.eventsTopic(), TRANSACTION_SECONDS));
        if (!within(TRANSACTION_SECONDS, () -> hasNoOpenTransaction(stopped))) {
            throw new TransientException(
                    "%s still has an open transaction; abort it (kafka-transactions.sh find-hanging, abort), or run again when it has timed out"
                            .formatted(stopped.eventsTopic()));
        }
    }

    private boolean hasNoOpenTransaction(StoppedWriteSide<?> stopped) {
        return ends(stopped.events()).equals(writtenEnds(stopped.events()));
    }

    /** Whether no instance runs, and none has left a transaction open that the stores and the events are in. */
    public boolean isAtRest(StoppedWriteSide<?> stopped) {
        List<TopicPartition> partitions = new ArrayList<>(stopped.events());
        String clock = stopped.changelog(WriteSide.clockStore(stopped.type()));
        if (topics().contains(clock)) {
            partitions.addAll(partitions(clock));
        }
        return isStopped(stopped.applicationId()) && ends(partitions).equals(writtenEnds(partitions));
    }

    /** Whether the group of an application has no member, whatever protocol it speaks. */
    public boolean isStopped(String applicationId) {
        return AdminCalls.await(admin.listGroups().all(), "list groups").stream()
                .filter(group -> group.groupId().equals(applicationId))
                .allMatch(group -> group.groupState().map(AT_REST::contains).orElse(false));
    }

    /** The id of the topic, which no topic after it will have. */
    public Uuid topicId(String topic) {
        return describe(topic).topicId();
    }

    /** The partitions of the topic. */
    public List<TopicPartition> partitions(String topic) {
        return describe(topic).partitions().stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    /** Refuses to go on if the topic is not there, or was made with another number of partitions than the settings say. */
    public void requirePartitions(String topic, int partitions) {
        int found = describe(topic).partitions().size();
        if (found != partitions) {
            throw new PermanentException(
                    "Topic '%s' has %d partitions, gregor.partitions is %d: set gregor.partitions to %d, or correct gregor.topic-prefix"
                            .formatted(topic, found, partitions, found));
        }
    }

    private TopicDescription describe(String topic) {
        try {
            return describeKnown(topic);
        } catch (UnknownTopicOrPartitionException e) {
            throw new PermanentException(
                    "There is no topic '%s': check the cluster and gregor.topic-prefix".formatted(topic), e);
        }
    }

    private TopicDescription describeKnown(String topic) {
        return AdminCalls.await(
                        admin.describeTopics(List.of(topic)).allTopicNames(),
                        "describe " + topic,
                        UnknownTopicOrPartitionException.class)
                .values()
                .iterator()
                .next();
    }

    /** The end of what is committed in each partition. */
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** The end of what is written in each partition, committed or not. */
    Map<TopicPartition, Long> writtenEnds(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** How many offsets there are in each partition. */
    Map<TopicPartition, Long> sizes(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> sizes = ends(partitions);
        beginnings(partitions).forEach((partition, beginning) -> sizes.merge(partition, -beginning, Long::sum));
        return sizes;
    }

    /** The offset of the first record in each partition. */
    public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    }

    /** The offset of the first record in each partition that is not older than this; -1 where there is none. */
    public Map<TopicPartition, Long> since(Collection<TopicPartition> partitions, long millis) {
        return offsets(partitions, OffsetSpec.forTimestamp(millis), IsolationLevel.READ_COMMITTED);
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        AdminCalls.await(
                        admin.listOffsets(specs, new ListOffsetsOptions(isolation))
                                .all(),
                        "list offsets")
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** The offsets that a group has committed. */
    public Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        AdminCalls.await(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "list the offsets of " + group)
                .forEach((partition, committed) -> {
                    if (committed != null) {
                        offsets.put(partition, committed.offset());
                    }
                });
        return offsets;
    }

    /** Sets offsets of a group that has no member. */
    public void commit(String group, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
        AdminCalls.await(admin.alterConsumerGroupOffsets(group, committed).all(), "commit offsets of " + group);
    }

    /** The names of all topics. */
    public Set<String> topics() {
        return AdminCalls.await(admin.listTopics().names(), "list topics");
    }

    /**
     * Makes these topics anew, empty; one of them is deleted before the others. Returns when a broker knows the new ones: until then
     * what is sent to them may still go to those that are deleted.
     */
    public void recreate(Collection<NewTopic> topics, String first) {
        delete(List.of(first));
        delete(topics.stream().map(NewTopic::name).toList());
        topics.forEach(this::create);
    }

    /** Deletes these topics, and waits until they are gone. */
    public void deleteWholly(Collection<String> topics) {
        delete(topics);
        if (!within(WAIT_SECONDS, () -> Collections.disjoint(topics(), topics))) {
            throw new TransientException("Topics " + topics + " are not deleted yet; run it again");
        }
    }

    private void delete(Collection<String> topics) {
        admin.deleteTopics(topics).topicNameValues().forEach((topic, deleted) -> {
            try {
                AdminCalls.await(deleted, "delete " + topic, UnknownTopicOrPartitionException.class);
            } catch (UnknownTopicOrPartitionException e) {
                // It is to be gone.
            }
        });
    }

    /** A deleted topic is gone a moment later only. */
    private void create(NewTopic topic) {
        if (!within(WAIT_SECONDS, () -> isCreated(topic))) {
            throw new TransientException("Topic " + topic.name() + " is not deleted yet; run it again");
        }
    }

    private boolean isCreated(NewTopic topic) {
        try {
            Uuid id = AdminCalls.await(
                    admin.createTopics(List.of(topic)).topicId(topic.name()),
                    "create " + topic.name(),
                    TopicExistsException.class);
            if (!within(WAIT_SECONDS, () -> isKnown(topic.name(), id))) {
                throw new TransientException(
                        "Topic " + topic.name() + " is not known to its brokers yet; run it again");
            }
            return true;
        } catch (TopicExistsException stillThere) {
            return false;
        }
    }

    private boolean isKnown(String topic, Uuid id) {
        try {
            return describeKnown(topic).topicId().equals(id);
        } catch (UnknownTopicOrPartitionException notYet) {
            return false;
        }
    }

    private static boolean within(long seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted", e);
        }
    }

    /** A consumer of committed records, in large batches. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = KafkaClients.reader(kafka);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        return KafkaClients.consumer(config);
    }

    /** What the topics of an application have lost since it was stopped here. */
    public List<String> lostSince(StateFolder folder) {
        try {
            return folder.lostSince(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new TransientException("Could not list the ends of topics; check the bootstrap servers", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while topics were listed", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
