package dev.gregor.node;

import dev.gregor.node.access.OtherInstances;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.Watch;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What a node is started with.
 *
 * @param settings what the user may choose
 * @param data the folder of this process
 * @param domain the aggregates and read models
 * @param kafka the cluster
 * @param clock watches the clock of this machine
 * @param given what the application gives beside
 * @param messages what it publishes and subscribes to
 * @param applicationServer {@code host:port} under which other instances reach this one; null if they do not
 * @param others asks other instances
 */
record NodeInputs(
        Settings settings,
        DataDir data,
        Domain domain,
        Kafka kafka,
        Watch clock,
        Given given,
        Messages messages,
        @Nullable String applicationServer,
        OtherInstances others) {

    Telemetry telemetry() {
        return given.telemetry();
    }

    MeterRegistry meters() {
        return telemetry().meters();
    }

    ApplicationIds ids() {
        return new ApplicationIds(settings.app());
    }

    StreamsSettings streams() {
        return kafka.streams(settings, data, applicationServer);
    }

    InternalTopics internalTopics() {
        return new InternalTopics(
                ids(), 2 * settings.write().maxRecordBytes(), settings.write().idRetention());
    }
}
