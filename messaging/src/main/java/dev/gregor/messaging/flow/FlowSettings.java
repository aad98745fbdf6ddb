package dev.gregor.messaging.flow;

import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What flows are run with.
 *
 * @param messaging what they have in common with publishers
 * @param streams settings of their Kafka Streams applications
 * @param meters takes the metrics
 */
public record FlowSettings(MessagingSettings messaging, StreamsSettings streams, MeterRegistry meters) {

    private static final int BROKERS_DEFAULT = -1;

    /**
     * Returns standard settings, with the replication factor of the brokers.
     *
     * @param folder where states are kept beside the cluster; without it, they are read from the cluster at the start
     * @param instance a name of this process that no other one has, and that it has again after a restart
     */
    public static FlowSettings of(MessagingSettings messaging, Path folder, String instance) {
        return new FlowSettings(
                messaging,
                new StreamsSettings(
                        messaging.kafka(), folder, instance, null, BROKERS_DEFAULT, messaging.maxMessageBytes()),
                new SimpleMeterRegistry());
    }

    String applicationId(Flow flow) {
        return new ApplicationIds(messaging.app()).flow(flow.name());
    }

    /** Rows that brokers have are waited for, as they are known before the messages that look them up. */
    StreamsSettings waitingForRows() {
        Map<String, Object> kafka = new HashMap<>(streams.kafka());
        kafka.putIfAbsent(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0);
        return new StreamsSettings(
                kafka,
                streams.stateDir(),
                streams.instanceId(),
                streams.applicationServer(),
                streams.replicationFactor(),
                streams.maxRecordBytes(),
                streams.commits());
    }
}
