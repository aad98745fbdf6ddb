package dev.gregor.messaging.subscribe.progress;

import dev.gregor.kafka.AdminCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Which subscriptions of an application run, in any instance, and what they read. Asks about each once. */
public final class SubscriptionGroups {

    private final Admin admin;
    private final String app;
    private final Map<String, Optional<ConsumerGroupDescription>> groups = new HashMap<>();

    /** Asks about those of an application. */
    public SubscriptionGroups(Admin admin, String app) {
        this.admin = admin;
        this.app = app;
    }

    /** The consumer group of a subscription. */
    public static String group(String app, String subscription) {
        return "gregor-%s-subscription-%s".formatted(app, subscription);
    }

    /**
     * Why nobody handles the letters of a subscription from a topic; nothing if somebody does, or its group is about to say who.
     *
     * @throws dev.gregor.failure.TransientException if the brokers do not answer
     */
    public Optional<String> missing(String subscription, String topic) {
        Optional<ConsumerGroupDescription> known = groups.computeIfAbsent(subscription, this::describe);
        if (known.isEmpty() || known.get().members().isEmpty()) {
            return Optional.of("Subscription '%s' does not run: start an instance that has it, or discard its letters"
                    .formatted(subscription));
        }
        boolean reads = topics(known.get()).contains(topic);
        return reads || known.get().groupState() != GroupState.STABLE
                ? Optional.empty()
                : Optional.of("Subscription '%s' no longer reads topic '%s': add it, or discard the letters from it"
                        .formatted(subscription, topic));
    }

    private static Set<String> topics(ConsumerGroupDescription group) {
        return group.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }

    private Optional<ConsumerGroupDescription> describe(String subscription) {
        String group = group(app, subscription);
        try {
            return Optional.ofNullable(AdminCalls.await(
                            admin.describeConsumerGroups(List.of(group)).all(),
                            "describe consumer group " + group,
                            GroupIdNotFoundException.class)
                    .get(group));
        } catch (GroupIdNotFoundException none) {
            return Optional.empty();
        }
    }
}
