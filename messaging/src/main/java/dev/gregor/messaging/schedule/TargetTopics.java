package dev.gregor.messaging.schedule;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Which topics messages can be delivered to. A stream thread that sends to a topic that is not there waits for a minute, and fails then; one that
 * sends to a topic that may not be written fails with all that it sends together with that. Thread-safe.
 */
final class TargetTopics implements TopicPresence {

    /** After which it is asked for again. */
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();

    /** After which it is not sent to until that is answered. */
    private static final long KNOWN_NANOS = Duration.ofSeconds(30).toNanos();

    private static final long REFUSED_NANOS = Duration.ofSeconds(10).toNanos();

    /** A message that waits for its topic asks for it more often. */
    private static final long WAITED_FOR_NANOS = Duration.ofMinutes(2).toNanos();

    private static final long NEW_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Admin admin;
    private final RightsCheck check;
    private final Map<String, Seen> topics = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanos;

    private record Seen(Presence presence, long nanos) {

        boolean isFresh(long now) {
            return now - nanos <= (presence == Presence.REFUSED ? REFUSED_NANOS : FRESH_NANOS);
        }

        /** What was there long ago may be gone, or may not be written any more. */
        Presence presence(long now) {
            return presence == Presence.THERE && now - nanos > KNOWN_NANOS ? Presence.UNKNOWN : presence;
        }
    }

    TargetTopics(Admin admin, RightsCheck check) {
        this(admin, check, System::nanoTime);
    }

    TargetTopics(Admin admin, RightsCheck check, LongSupplier nanos) {
        this.admin = admin;
        this.check = check;
        this.nanos = nanos;
    }

    /**
     * Makes sure that a topic is there, and may be written. Brokers may not know for a moment what was made or allowed just now.
     *
     * @throws PermanentException if it is not
     * @throws dev.gregor.failure.TransientException if the cluster does not answer
     */
    void require(String topic) {
        long began = System.nanoTime();
        for (Presence found = look(topic); found != Presence.THERE; found = look(topic)) {
            if (System.nanoTime() - began > NEW_NANOS) {
                throw found == Presence.REFUSED ? unwritable(topic) : missing(topic);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Presence look(String topic) {
        Seen seen = topics.get(topic);
        if (seen != null && seen.presence(nanos.getAsLong()) == Presence.THERE) {
            return Presence.THERE;
        }
        try {
            TopicDescription described = AdminCalls.await(
                    describe(topic),
                    "describe topic " + topic,
                    UnknownTopicOrPartitionException.class,
                    TopicAuthorizationException.class,
                    InvalidTopicException.class);
            Presence found = presence(described);
            return found == Presence.THERE ? see(topic, found) : found;
        } catch (InvalidTopicException e) {
            throw missing(topic);
        } catch (TopicAuthorizationException e) {
            return Presence.REFUSED;
        } catch (UnknownTopicOrPartitionException e) {
            return Presence.MISSING;
        }
    }

    private static PermanentException missing(String topic) {
        return new PermanentException("There is no topic '%s' to deliver a message to; create it".formatted(topic));
    }

    private PermanentException unwritable(String topic) {
        return new PermanentException(
                "No message can be delivered to topic '%s': %s".formatted(topic, inWords(Set.of(topic))));
    }

    private static Presence presence(TopicDescription described) {
        @Nullable Set<AclOperation> allowed = described.authorizedOperations();
        return allowed == null || allowed.contains(AclOperation.WRITE) ? Presence.THERE : Presence.REFUSED;
    }

    @Override
    public Presence of(String topic) {
        Seen seen = topics.get(topic);
        long now = nanos.getAsLong();
        if (seen == null || !seen.isFresh(now)) {
            ask(topic);
        }
        return seen == null ? Presence.UNKNOWN : seen.presence(now);
    }

    @Override
    public boolean refused(Set<String> refused) {
        if (!topics.keySet().containsAll(refused)) {
            return false;
        }
        // A right on several topics may be gone, and each transaction names one of them.
        long longAgo = nanos.getAsLong() - 2 * KNOWN_NANOS;
        topics.replaceAll(
                (topic, seen) -> seen.presence() == Presence.THERE ? new Seen(Presence.THERE, longAgo) : seen);
        refused.forEach(topic -> see(topic, Presence.REFUSED));
        return true;
    }

    /** Those that are not there, and messages wait for. */
    Set<String> missing() {
        return waitedFor(Presence.MISSING);
    }

    /** Which topics may not be written that messages wait for, in words; empty if there is none. */
    Optional<String> refusal() {
        Set<String> refused = waitedFor(Presence.REFUSED);
        return refused.isEmpty() ? Optional.empty() : Optional.of("Messages wait: " + inWords(refused));
    }

    private String inWords(Collection<String> refused) {
        return check.inWords(Rights.of(refused.stream()
                        .map(topic -> Rights.topic(topic, AclOperation.WRITE))
                        .toList()))
                .orElseThrow();
    }

    private Set<String> waitedFor(Presence presence) {
        Set<String> found = new TreeSet<>();
        topics.forEach((topic, seen) -> {
            if (seen.presence() == presence && nanos.getAsLong() - seen.nanos() < WAITED_FOR_NANOS) {
                found.add(topic);
            }
        });
        return found;
    }

    private void ask(String topic) {
        if (asked.add(topic)) {
            describe(topic).whenComplete((described, failure) -> {
                answered(topic, described, failure);
                asked.remove(topic);
            });
        }
    }

    private void answered(String topic, @Nullable TopicDescription described, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (described != null) {
            see(topic, presence(described));
        } else if (cause instanceof UnknownTopicOrPartitionException || cause instanceof InvalidTopicException) {
            see(topic, Presence.MISSING);
        } else if (cause instanceof TopicAuthorizationException) {
            see(topic, Presence.REFUSED);
        }
    }

    private Presence see(String topic, Presence presence) {
        topics.put(topic, new Seen(presence, nanos.getAsLong()));
        return presence;
    }

    private KafkaFuture<TopicDescription> describe(String topic) {
        var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        return requireNonNull(
                admin.describeTopics(List.of(topic), options).topicNameValues().get(topic));
    }
}
