package dev.gregor.node.watch;

import dev.gregor.topic.TopicSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the first events are deleted while the application runs, which the next start would refuse. Used by one thread.
 */
public final class FirstEventsCheck {

    private final Admin admin;
    private final Map<TopicPartition, OffsetSpec> offsetSpecs;
    private final Map<TopicPartition, Long> beginnings = new HashMap<>();

    /** Checks those of the topics that keep everything. */
    public FirstEventsCheck(Admin admin, Collection<TopicSpec> specs) {
        this.admin = admin;
        this.offsetSpecs = specs.stream()
                .filter(spec -> spec.kind() == TopicSpec.Kind.LOG)
                .flatMap(spec -> IntStream.range(0, spec.partitions())
                        .mapToObj(partition -> new TopicPartition(spec.name(), partition)))
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.earliest()));
    }

    /** The partitions that begin later than at the first check. */
    public Optional<String> deleted() throws ExecutionException, InterruptedException {
        return deleted(admin.listOffsets(offsetSpecs).all().get());
    }

    Optional<String> deleted(Map<TopicPartition, ListOffsetsResultInfo> found) {
        List<String> later = found.entrySet().stream()
                .filter(each -> beginning(each.getKey(), each.getValue().offset())
                        < each.getValue().offset())
                .map(each -> "%s at offset %d"
                        .formatted(each.getKey(), each.getValue().offset()))
                .sorted()
                .toList();
        return later.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "First events were deleted, partitions begin later now: %s. Nothing can be made again from the events, and the next start is refused: bring the topics back, or accept the loss with gregor.events-may-expire=true"
                                .formatted(String.join(", ", later)));
    }

    private long beginning(TopicPartition partition, long offset) {
        Long before = beginnings.putIfAbsent(partition, offset);
        return before == null ? offset : before;
    }
}
