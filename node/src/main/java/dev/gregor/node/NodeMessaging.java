package dev.gregor.node;

import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.closing.Closing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Publishes and subscribes with the settings of a node. What is asked for is started then, and ends with the node. Thread-safe. */
final class NodeMessaging {

    private final MessagingSettings settings;
    private final Closing closing;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private @Nullable Publisher publisher;
    private @Nullable DeadLetters letters;

    NodeMessaging(MessagingSettings settings, Closing closing) {
        this.settings = settings;
        this.closing = closing;
    }

    synchronized Publisher publisher() {
        Publisher started = publisher;
        if (started == null) {
            started = closing.add(Publisher.start(settings));
            publisher = started;
        }
        return started;
    }

    synchronized DeadLetters deadLetters() {
        DeadLetters opened = letters;
        if (opened == null) {
            opened = closing.add(DeadLetters.open(settings));
            letters = opened;
        }
        return opened;
    }

    Subscription subscribe(Subscriber subscriber) {
        Subscription subscription = closing.add(Subscription.start(settings, subscriber));
        subscriptions.put(subscriber.name(), subscription);
        return subscription;
    }

    /** Why subscriptions do not handle events, a sentence each. */
    List<String> warnings() {
        return subscriptions.entrySet().stream()
                .flatMap(each -> each.getValue().obstacle().stream()
                        .map(obstacle -> "Subscription '%s': %s".formatted(each.getKey(), obstacle)))
                .sorted()
                .toList();
    }
}
