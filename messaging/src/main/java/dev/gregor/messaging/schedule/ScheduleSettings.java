package dev.gregor.messaging.schedule;

import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;

/**
 * What schedules are kept and delivered with.
 *
 * @param messaging what they have in common with publishers
 * @param streams settings of the Kafka Streams application that delivers them
 * @param topics the names of topics
 * @param partitions the number of partitions of the topic of requests, which cannot be changed later
 * @param meters takes the metrics
 */
public record ScheduleSettings(
        MessagingSettings messaging, StreamsSettings streams, Topics topics, int partitions, MeterRegistry meters) {

    private static final int PARTITIONS = 6;
    private static final int BROKERS_DEFAULT = -1;

    /**
     * Returns standard settings: 6 partitions, the replication factor of the brokers.
     *
     * @param folder where schedules are kept beside the cluster; without it, they are read from the cluster at the start
     * @param instance a name of this process that no other one has, and that it has again after a restart
     */
    public static ScheduleSettings of(MessagingSettings messaging, Path folder, String instance) {
        return new ScheduleSettings(
                messaging,
                new StreamsSettings(
                        messaging.kafka(), folder, instance, null, BROKERS_DEFAULT, messaging.maxMessageBytes()),
                Topics.unprefixed(),
                PARTITIONS,
                new SimpleMeterRegistry());
    }

    /** Returns the same with another number of partitions. */
    public ScheduleSettings withPartitions(int number) {
        return new ScheduleSettings(messaging, streams, topics, number, meters);
    }

    /** Returns the same with another registry of metrics. */
    public ScheduleSettings withMeters(MeterRegistry registry) {
        return new ScheduleSettings(messaging, streams, topics, partitions, registry);
    }

    String applicationId() {
        return new ApplicationIds(messaging.app()).schedules();
    }

    /** Where requests go. */
    String requests() {
        return topics.schedules(messaging.app());
    }

    /** Where answers to questions go. */
    String replies() {
        return topics.scheduleReplies(messaging.app());
    }

    /** Where requests go that cannot be read, and messages that cannot be delivered. */
    String deadLetters() {
        return Topics.deadLetters(requests());
    }

    /** How large a record may be that has a message in it. */
    int maxRecordBytes() {
        return 2 * messaging.maxMessageBytes();
    }

    List<TopicSpec> topicSpecs() {
        return List.of(
                new TopicSpec(requests(), partitions, TopicSpec.Kind.COMMANDS, maxRecordBytes()),
                new TopicSpec(replies(), 1, TopicSpec.Kind.REPLIES, maxRecordBytes()),
                new TopicSpec(deadLetters(), 1, TopicSpec.Kind.DEAD_LETTERS, maxRecordBytes()));
    }
}
