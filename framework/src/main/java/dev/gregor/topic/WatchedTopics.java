package dev.gregor.topic;

import dev.gregor.failure.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a running application, as the cluster has them: one that is deleted and made again is noticed. Thread-safe. */
public final class WatchedTopics implements TopicIds {

    private static final long WAIT_SECONDS = 30;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The id that a topic has now; zero if it is not there. */
    private record Seen(Uuid id, long nanos) {}

    private final Admin admin;
    private final Map<String, Uuid> first = new ConcurrentHashMap<>();
    private final Map<String, Seen> last = new ConcurrentHashMap<>();

    /** Asks with this client, which stays the caller's. */
    public WatchedTopics(Admin admin) {
        this.admin = admin;
    }

    @Override
    public Uuid id(String topic) {
        look(List.of(topic));
        return first.getOrDefault(topic, Uuid.ZERO_UUID);
    }

    @Override
    public Optional<String> change(String topic) {
        return change(topic, each -> false);
    }

    private Optional<String> change(String topic, Predicate<String> made) {
        Uuid before = id(topic);
        Seen now = last.get(topic);
        boolean absent = now != null && now.id().equals(Uuid.ZERO_UUID);
        if (now == null || (now.id().equals(before) && !(absent && made.test(topic)))) {
            return Optional.empty();
        }
        return Optional.of("Topic '%s' was deleted%s since this application started; restart it"
                .formatted(topic, absent ? "" : " and made again"));
    }

    /**
     * What has become of these topics since each was seen first, a sentence each.
     *
     * @param made whether a topic has been made, so that it was deleted if it was never seen; else it is passed over
     * @throws TransientException if the cluster does not answer
     */
    public List<String> changes(Collection<String> topics, Predicate<String> made) {
        look(topics);
        List<String> changes = new ArrayList<>();
        topics.forEach(topic -> change(topic, made).ifPresent(changes::add));
        return changes;
    }

    /** Asks for those that were not asked for a moment ago. */
    private void look(Collection<String> topics) {
        long now = System.nanoTime();
        List<String> due = topics.stream()
                .filter(topic -> {
                    Seen seen = last.get(topic);
                    return seen == null || now - seen.nanos() > FRESH_NANOS;
                })
                .toList();
        if (due.isEmpty()) {
            return;
        }
        ids(due).forEach((topic, id) -> {
            last.put(topic, new Seen(id, now));
            if (!id.equals(Uuid.ZERO_UUID)) {
                first.putIfAbsent(topic, id);
            }
        });
    }

    private Map<String, Uuid> ids(List<String> topics) {
        Map<String, Uuid> ids = new HashMap<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, described) -> ids.put(topic, id(described)));
        return ids;
    }

    private static Uuid id(KafkaFuture<TopicDescription> described) {
        try {
            return described.get(WAIT_SECONDS, TimeUnit.SECONDS).topicId();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Uuid.ZERO_UUID;
            }
            throw new TransientException("Topics could not be described: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new TransientException(
                    "Topics could not be described within " + WAIT_SECONDS + " s; check the brokers", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while topics were described", e);
        }
    }
}
