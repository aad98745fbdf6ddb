package dev.gregor.write;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.gregor.write.received.UnreadableCommandException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that senders may ask their replies to be sent to, by the {@code <topic>:<partition>} in their commands.
 */
final class ReplyPartitions {

    private final String topic;
    private final Map<String, Integer> byAddress;

    /** All partitions of this topic. */
    ReplyPartitions(String topic, int partitions) {
        this.topic = topic;
        this.byAddress = IntStream.range(0, partitions)
                .boxed()
                .collect(toUnmodifiableMap(partition -> topic + ':' + partition, partition -> partition));
    }

    /** The requested partition; empty if no reply is requested, or the partition does not exist. */
    Optional<Integer> find(@Nullable String replyTo) {
        return Optional.ofNullable(replyTo).map(byAddress::get);
    }

    /**
     * The partition that is meant.
     *
     * @return nothing if no reply is asked for
     * @throws UnreadableCommandException if it is not one of these: a reply that nobody can write must not stop the commands
     *     of others
     */
    Optional<Integer> of(@Nullable String replyTo) {
        if (replyTo == null) {
            return Optional.empty();
        }
        Integer partition = byAddress.get(replyTo);
        if (partition == null) {
            throw new UnreadableCommandException("Header 'ce_replyto' is '%s', expected '%s:<0 to %d>'"
                    .formatted(replyTo, topic, byAddress.size() - 1));
        }
        return Optional.of(partition);
    }
}
