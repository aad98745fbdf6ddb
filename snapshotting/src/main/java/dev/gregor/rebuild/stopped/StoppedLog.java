package dev.gregor.rebuild.stopped;

import dev.gregor.event.log.EventLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * The event log while no instance of the application runs here.
 *
 * @param log the event log as the application runs it
 * @param applicationId its application id, such as {@code gregor-app-log}
 * @param kafka settings of Kafka clients
 * @param stateDir where Kafka Streams keeps state stores on this machine
 * @param report takes messages on the progress, one line at a time
 */
public record StoppedLog(
        EventLog log, String applicationId, Map<String, Object> kafka, Path stateDir, Consumer<String> report) {

    /** The partitions of the events of an aggregate type. */
    public List<TopicPartition> events(String type) {
        return IntStream.range(0, log.partitions())
                .mapToObj(partition -> new TopicPartition(log.topics().events(type), partition))
                .toList();
    }

    /** The topics of the changes of the stores of an aggregate type. */
    public List<String> changelogs(String type) {
        return EventLog.stores(type).stream().map(this::changelog).toList();
    }

    /** The topic of the changelog of a store. */
    public String changelog(String store) {
        return applicationId + '-' + store + "-changelog";
    }
}
