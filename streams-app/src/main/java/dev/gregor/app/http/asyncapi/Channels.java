package dev.gregor.app.http.asyncapi;

import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.Gregor;
import dev.gregor.node.settings.Settings;
import dev.gregor.topic.Topics;
import java.util.List;
import java.util.Set;

/**
 * What an application sends and receives over Kafka, besides its aggregates.
 *
 * @param app the name of the application
 * @param topics the names of the topics of aggregates
 * @param partitions how many partitions topics of commands and events have
 * @param registry whether schemas are in a registry, so that values are in the Confluent wire format
 * @param states the aggregate types whose states are published
 * @param published the types of the messages that it publishes
 * @param subscribers what it subscribes to
 */
public record Channels(
        String app,
        Topics topics,
        int partitions,
        boolean registry,
        Set<String> states,
        MessageTypes published,
        List<Subscriber> subscribers) {

    /** What a node sends and receives. */
    public static Channels of(Gregor node) {
        Settings settings = node.settings();
        return new Channels(
                settings.app(),
                new Topics(settings.cluster().topicPrefix()),
                settings.write().partitions(),
                !settings.cluster().registry().isEmpty(),
                settings.write().stateTopics(),
                node.messages().types(),
                node.messages().subscribers());
    }

    /** Copies sets and lists. */
    public Channels {
        states = Set.copyOf(states);
        subscribers = List.copyOf(subscribers);
    }
}
