package dev.gregor.node;

import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.flow.FlowSettings;
import dev.gregor.messaging.flow.RunningFlow;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.publish.Published;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.access.Messaging;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.closing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Publishes and subscribes with the settings of a node. What is asked for is started then, and ends with the node. Thread-safe. */
final class NodeMessaging implements Messaging {

    private final MessagingSettings settings;
    private final ScheduleSettings scheduling;
    private final Duration dryRunTimeout;
    private final Optional<OutboxOperations> outbox;
    private final Closing closing;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, RunningFlow> flows = new ConcurrentHashMap<>();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private @Nullable Admin admin;
    private @Nullable Publisher publisher;
    private @Nullable DeadLetters letters;
    private @Nullable TopicLetters topicLetters;
    private volatile @Nullable Schedules schedules;

    NodeMessaging(
            ScheduleSettings scheduling, Duration dryRunTimeout, Optional<OutboxOperations> outbox, Closing closing) {
        this.outbox = outbox;
        this.dryRunTimeout = dryRunTimeout;
        this.settings = scheduling.messaging();
        this.scheduling = scheduling;
        this.closing = closing;
    }

    MessagingSettings settings() {
        return settings;
    }

    synchronized Publisher publisher() {
        Publisher started = publisher;
        if (started == null) {
            started = closing.add(Publisher.start(settings));
            publisher = started;
        }
        return started;
    }

    @Override
    public synchronized DeadLetters deadLetters() {
        DeadLetters opened = letters;
        if (opened == null) {
            opened = closing.add(
                    DeadLetters.open(settings, name -> Optional.ofNullable(subscriptions.get(name)), dryRunTimeout));
            letters = opened;
        }
        return opened;
    }

    @Override
    public synchronized TopicLetters topicLetters() {
        TopicLetters opened = topicLetters;
        if (opened == null) {
            opened = closing.add(TopicLetters.open(settings));
            topicLetters = opened;
        }
        return opened;
    }

    @Override
    public boolean hasTopic(String name) {
        if (topics.contains(name)) {
            return true;
        }
        boolean found = AdminCalls.describe(admin(), name).isPresent();
        if (found) {
            topics.add(name);
        }
        return found;
    }

    @Override
    public CompletableFuture<List<Published>> publish(List<OutgoingMessage> messages) {
        return messages.size() == 1
                ? publisher().publish(messages.get(0)).thenApply(List::of)
                : publisher().publishAll(messages);
    }

    private synchronized Admin admin() {
        Admin opened = admin;
        if (opened == null) {
            opened = closing.add(Admin.create(KafkaClients.withoutIds(settings.kafka())));
            admin = opened;
        }
        return opened;
    }

    @Override
    public Optional<Schedules> scheduled() {
        boolean isUsed = schedules != null || hasTopic(scheduling.topics().schedules(settings.app()));
        return isUsed ? Optional.of(schedules()) : Optional.empty();
    }

    @Override
    public synchronized Schedules schedules() {
        Schedules started = schedules;
        if (started == null) {
            started = closing.add(Schedules.start(scheduling));
            schedules = started;
        }
        return started;
    }

    @Override
    public Optional<OutboxOperations> outbox() {
        return outbox;
    }

    Subscription subscribe(Subscriber subscriber) {
        Subscription subscription = closing.add(Subscription.start(settings, subscriber));
        subscriptions.put(subscriber.name(), subscription);
        return subscription;
    }

    RunningFlow run(Flow flow) {
        RunningFlow started = closing.add(
                RunningFlow.start(new FlowSettings(settings, scheduling.streams(), scheduling.meters()), flow));
        flows.put(flow.name(), started);
        return started;
    }

    /** Ends all subscriptions at the same time, while what their handlers use is still there. */
    void unsubscribe() {
        try (Together ending = new Together()) {
            subscriptions.values().forEach(ending::add);
        }
    }

    /** Why schedules are not delivered although they are used; empty if they are. */
    Optional<String> obstacle() {
        Schedules started = schedules;
        return started == null || started.isRunning()
                ? Optional.empty()
                : started.obstacle().map("Schedules are not delivered: "::concat);
    }

    /** Why subscriptions or flows do not handle events, or some schedules are not delivered, a sentence each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        subscriptions.forEach((name, subscription) -> subscription
                .obstacle()
                .ifPresent(obstacle -> warnings.add("Subscription '%s': %s".formatted(name, obstacle))));
        flows.forEach((name, flow) ->
                flow.obstacle().ifPresent(obstacle -> warnings.add("Flow '%s': %s".formatted(name, obstacle))));
        Schedules started = schedules;
        if (started != null && started.isRunning()) {
            started.obstacle().ifPresent(obstacle -> warnings.add("Schedules: " + obstacle));
        }
        Collections.sort(warnings);
        return warnings;
    }
}
