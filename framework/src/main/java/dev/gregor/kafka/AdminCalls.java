package dev.gregor.kafka;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.TransientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Waits for the answers of a cluster to an {@link Admin admin client}. */
public final class AdminCalls {

    private static final long WAIT_SECONDS = 60;
    private static final String CURE =
            "; check the bootstrap servers, and that security.protocol is the one that they speak";

    private AdminCalls() {}

    /**
     * The description of a topic; empty if there is none.
     *
     * @throws TransientException if it cannot be described, or there is no answer
     */
    public static Optional<TopicDescription> describe(Admin admin, String topic) {
        try {
            return Optional.of(await(
                    requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)),
                    "describe topic " + topic,
                    UnknownTopicOrPartitionException.class,
                    InvalidTopicException.class));
        } catch (UnknownTopicOrPartitionException | InvalidTopicException absent) {
            return Optional.empty();
        }
    }

    /**
     * Whether nothing was ever written to a topic, or there is none.
     *
     * @throws TransientException if that is not answered
     */
    public static boolean isUnwritten(Admin admin, String topic) {
        Map<TopicPartition, OffsetSpec> ends = describe(admin, topic).stream()
                .flatMap(description -> description.partitions().stream())
                .collect(Collectors.toMap(
                        each -> new TopicPartition(topic, each.partition()), each -> OffsetSpec.latest()));
        return await(admin.listOffsets(ends).all(), "read the end of topic " + topic).values().stream()
                .allMatch(end -> end.offset() == 0);
    }

    /**
     * Creates a topic, if there is none of its name.
     *
     * @throws TransientException if it cannot be created, or there is no answer
     */
    public static void create(Admin admin, NewTopic topic) {
        try {
            await(admin.createTopics(List.of(topic)).all(), "create topic " + topic.name(), TopicExistsException.class);
        } catch (TopicExistsException before) {
            // It is there already, or another instance was faster.
        }
    }

    /**
     * The answer, within a minute.
     *
     * @param what the cluster is to do, as it goes on after "Could not"
     * @param expected failures that are thrown as they are
     * @throws TransientException if it fails otherwise, or there is no answer
     */
    @SafeVarargs
    public static <T> T await(KafkaFuture<T> answer, String what, Class<? extends RuntimeException>... expected) {
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            for (Class<? extends RuntimeException> each : expected) {
                if (each.isInstance(e.getCause())) {
                    throw each.cast(e.getCause());
                }
            }
            boolean isSilent = e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
            throw new TransientException("Could not " + what + ": " + e.getMessage() + (isSilent ? CURE : ""), e);
        } catch (TimeoutException e) {
            throw new TransientException("Could not " + what + " within " + WAIT_SECONDS + " s" + CURE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting to " + what, e);
        }
    }
}
