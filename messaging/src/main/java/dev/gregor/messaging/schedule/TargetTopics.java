package dev.gregor.messaging.schedule;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.AdminCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Which topics messages can be delivered to. A stream thread that sends to a topic that is not there waits for a minute, and fails then. Thread-safe.
 */
final class TargetTopics implements TopicPresence {

    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();
    /** A message that waits for its topic asks for it more often. */
    private static final long WAITED_FOR_NANOS = Duration.ofMinutes(2).toNanos();

    private static final long NEW_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Admin admin;
    private final Map<String, Seen> topics = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    private record Seen(boolean present, long nanos) {
        long age() {
            return System.nanoTime() - nanos;
        }
    }

    TargetTopics(Admin admin) {
        this.admin = admin;
    }

    /**
     * Makes sure that a topic is there. Brokers may not know for a moment what was made just now.
     *
     * @throws PermanentException if it is not
     * @throws dev.gregor.failure.TransientException if the cluster does not answer
     */
    void require(String topic) {
        long began = System.nanoTime();
        while (!isThere(topic)) {
            if (System.nanoTime() - began > NEW_NANOS) {
                throw missing(topic);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean isThere(String topic) {
        Seen seen = topics.get(topic);
        if (seen != null && seen.present()) {
            return true;
        }
        try {
            AdminCalls.await(
                    describe(topic),
                    "describe topic " + topic,
                    UnknownTopicOrPartitionException.class,
                    InvalidTopicException.class);
            see(topic, true);
            return true;
        } catch (InvalidTopicException e) {
            throw missing(topic);
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    private static PermanentException missing(String topic) {
        return new PermanentException("There is no topic '%s' to deliver a message to; create it".formatted(topic));
    }

    @Override
    public Presence of(String topic) {
        Seen seen = topics.get(topic);
        if (seen == null || seen.age() > FRESH_NANOS) {
            ask(topic);
        }
        return seen == null ? Presence.UNKNOWN : seen.present() ? Presence.THERE : Presence.MISSING;
    }

    /** Those that messages wait for. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        topics.forEach((topic, seen) -> {
            if (!seen.present() && seen.age() < WAITED_FOR_NANOS) {
                missing.add(topic);
            }
        });
        return missing;
    }

    private void ask(String topic) {
        if (asked.add(topic)) {
            describe(topic).whenComplete((described, failure) -> {
                answered(topic, failure);
                asked.remove(topic);
            });
        }
    }

    private void answered(String topic, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        boolean missing = cause instanceof UnknownTopicOrPartitionException || cause instanceof InvalidTopicException;
        if (missing || cause == null) {
            see(topic, !missing);
        }
    }

    private void see(String topic, boolean present) {
        topics.put(topic, new Seen(present, System.nanoTime()));
    }

    private KafkaFuture<TopicDescription> describe(String topic) {
        return requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    }
}
