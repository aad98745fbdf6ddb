package dev.gregor.messaging.schedule;

import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.timer.Timers;
import dev.gregor.topic.TopicProvisioner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What processors of schedules share, and the topology that they are in.
 *
 * @param settings what schedules are kept and delivered with
 * @param requestsId the id of the topic of requests, which offsets belong to
 * @param read the partitions of which requests were handled before this process started
 * @param topics which topics are there
 * @param metrics told of what is delivered
 * @param refused by the id of what was to be delivered: what brokers refused for what it is
 */
record ScheduleTopology(
        ScheduleSettings settings,
        Uuid requestsId,
        Set<Integer> read,
        TopicPresence topics,
        ScheduleMetrics metrics,
        Map<String, RefusedSend> refused) {

    /** The name of the timers, and the beginning of those of their stores. */
    static final String TIMERS = "schedules";

    private static final String REQUESTS = "requests";
    private static final String SCHEDULES = "schedules";
    private static final String MESSAGES = "messages";

    ScheduleTopology(
            ScheduleSettings settings,
            Uuid requestsId,
            Set<Integer> read,
            TopicPresence topics,
            ScheduleMetrics metrics) {
        this(settings, requestsId, read, topics, metrics, new ConcurrentHashMap<>());
    }

    static Rights rights(ScheduleSettings settings) {
        var topology = new ScheduleTopology(
                settings,
                Uuid.ZERO_UUID,
                Set.of(),
                topic -> TopicPresence.Presence.UNKNOWN,
                new ScheduleMetrics(
                        new SimpleMeterRegistry(), settings.messaging().app()));
        return Rights.of(
                StreamsRights.of(settings.applicationId(), topology.topology()),
                Rights.topic(settings.requests(), WRITE),
                Rights.topic(settings.replies(), READ, WRITE),
                Rights.topic(settings.deadLetters(), WRITE),
                TopicProvisioner.rights(settings.topicSpecs()));
    }

    /** Where the request of a schedule was. */
    record Request(String topic, int partition, long offset) implements RecordMetadata {}

    /** The key of what is sent, with the topic that it is for. */
    record Destination(String topic, byte @Nullable [] key) {}

    Topology topology() {
        Topology topology = new Topology();
        topology.addSource(REQUESTS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), settings.requests());
        topology.addProcessor(SCHEDULES, () -> new ScheduleProcessor(this), REQUESTS);
        Timers.stores(TIMERS).forEach(store -> topology.addStateStore(store, SCHEDULES));
        Serializer<Destination> keys = (topic, destination) -> destination.key();
        topology.<Destination, byte[]>addSink(
                MESSAGES,
                (destination, value, origin) -> destination.topic(),
                keys,
                new ByteArraySerializer(),
                SCHEDULES);
        return topology;
    }
}
