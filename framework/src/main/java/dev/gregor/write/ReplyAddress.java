package dev.gregor.write;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Where a reply goes: the key of a reply record on its way to the sink, which writes only the aggregate id.
 *
 * @param partition the partition of the replies topic
 * @param key the record key: the aggregate id
 */
record ReplyAddress(int partition, byte[] key) {

    private static final Pattern FORM = Pattern.compile("(.+):([0-9]{1,9})");

    /** Sends each reply to the partition of its address. */
    static final StreamPartitioner<ReplyAddress, byte[]> PARTITIONER =
            (topic, address, value, partitions) -> Optional.of(Set.of(address.partition()));

    /** Writes the aggregate id. */
    static final Serializer<ReplyAddress> SERIALIZER = (topic, address) -> address.key();

    /**
     * Reads {@code <topic>:<partition>}.
     *
     * @return nothing if no reply is asked for
     * @throws UnreadableCommandException if the topic is not the replies topic or has no such partition: a reply that
     *     nobody can write must not stop the commands of others
     */
    static Optional<Integer> partition(@Nullable String replyTo, String repliesTopic, int partitions) {
        if (replyTo == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(replyTo);
        if (!matcher.matches()
                || !matcher.group(1).equals(repliesTopic)
                || Integer.parseInt(matcher.group(2)) >= partitions) {
            throw new UnreadableCommandException("Header 'ce_replyto' is '%s', expected '%s:<0 to %d>'"
                    .formatted(replyTo, repliesTopic, partitions - 1));
        }
        return Optional.of(Integer.parseInt(matcher.group(2)));
    }
}
