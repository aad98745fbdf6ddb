package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import dev.gregor.rebuild.Workspace.Kind;
import dev.gregor.rebuild.stopped.Cluster;
import dev.gregor.rebuild.stopped.CommandOffsets;
import dev.gregor.rebuild.stopped.CommittedRecords;
import dev.gregor.rebuild.stopped.LastRecords;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.topic.Topics;
import dev.gregor.write.ChangelogRecords;
import dev.gregor.write.handled.HandledUpTo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Bytes;

/**
 * Finds out up to where the commands of each partition are handled, from what they led to. The commands of a partition are
 * handled in order: so all up to the last one that caused an event, or became a dead letter, are handled. After that one no
 * event was written, so that what else was handled there was refused, and is refused again.
 */
final class CommandScan {

    /** How far the clock of a sender may be ahead by default before brokers refuse its records. */
    private static final Duration CLOCK = Duration.ofHours(1);

    private final StoppedWriteSide<?> stopped;
    private final Cluster cluster;
    private final Workspace workspace;
    private final ChangelogRecords records;
    private final List<TopicPartition> commands;
    private final Map<Integer, Long> handled = new HashMap<>();
    private final Map<Integer, Long> left = new HashMap<>();
    private long count;
    private long earliest = Long.MAX_VALUE;

    CommandScan(StoppedWriteSide<?> stopped, Cluster cluster, Workspace workspace) {
        this.stopped = stopped;
        this.cluster = cluster;
        this.workspace = workspace;
        this.records = new ChangelogRecords(stopped.writeSide(), 0);
        this.commands = stopped.commands();
    }

    /** Up to where they are handled, by partition; empty if there is no commands topic. */
    Map<Integer, HandledUpTo> run() {
        if (!cluster.topics().contains(stopped.commandsTopic())) {
            return Map.of();
        }
        cluster.requirePartitions(stopped.commandsTopic(), stopped.partitions());
        CommittedRecords.read(cluster, cluster.beginnings(commands), this::keep);
        if (count > 0) {
            CommittedRecords.read(cluster, firstEvents(), (partition, events) -> events.forEach(this::caused));
            readDeadLetters();
        }
        Map<Integer, HandledUpTo> found = found();
        report(found);
        return found;
    }

    private void keep(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<Bytes, byte[]> entries = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> command : batch) {
            byte[] offset =
                    ByteBuffer.allocate(Long.BYTES).putLong(command.offset()).array();
            entries.put(key(partition.partition(), records.commandKey(command.key(), command.headers())), offset);
            earliest = Math.min(earliest, command.timestamp());
            count++;
        }
        workspace.write(entries);
    }

    private static Bytes key(int partition, byte[] command) {
        return Bytes.wrap(Workspace.key(Kind.COMMAND, partition, command));
    }

    /**
     * Where the events begin that commands of the topic may have caused, those also that are in it for a repetition only.
     */
    private Map<TopicPartition, Long> firstEvents() {
        Duration before =
                stopped.writeSide().settings().idRetention().multipliedBy(2).plus(CLOCK);
        Map<TopicPartition, Long> first = cluster.since(stopped.events(), Math.max(0, earliest - before.toMillis()));
        first.values().removeIf(offset -> offset < 0);
        return first;
    }

    private void caused(ConsumerRecord<byte[], byte[]> record) {
        LastRecords.event(record)
                .flatMap(event ->
                        offset(event.partition(), records.commandKey(event.aggregateId(), event.causationId())))
                .ifPresent(offset -> handled.merge(record.partition(), offset + 1, Math::max));
    }

    private Optional<Long> offset(int partition, byte[] command) {
        byte[] offset = workspace.get(key(partition, command).get());
        return Optional.ofNullable(offset).map(bytes -> ByteBuffer.wrap(bytes).getLong());
    }

    private void readDeadLetters() {
        String topic = Topics.deadLetters(stopped.commandsTopic());
        if (cluster.topics().contains(topic)) {
            CommittedRecords.read(
                    cluster,
                    cluster.beginnings(cluster.partitions(topic)),
                    (partition, letters) -> letters.forEach(this::failed));
        }
    }

    private void failed(ConsumerRecord<byte[], byte[]> letter) {
        try {
            int partition = Integer.parseInt(text(letter, MessageHeaders.ERROR_PARTITION));
            long offset = Long.parseLong(text(letter, MessageHeaders.ERROR_OFFSET));
            offset(partition, records.commandKey(letter.key(), letter.headers()))
                    .filter(last -> offset <= last)
                    .ifPresent(last -> handled.merge(partition, offset + 1, Math::max));
        } catch (NumberFormatException notOurs) {
            // somebody else wrote it
        }
    }

    private static String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    private Map<Integer, HandledUpTo> found() {
        Uuid topicId = cluster.topicId(stopped.commandsTopic());
        try (LastRecords last = new LastRecords(cluster.consumer(), stopped.partitions())) {
            // what the stores say, where they know the topic; else what the consumer group says
            CommandOffsets.read(stopped, cluster, last)
                    .known()
                    .forEach((partition, offset) -> handled.merge(partition, offset, Math::max));
            Map<TopicPartition, Long> ends = cluster.ends(commands);
            Map<Integer, HandledUpTo> found = new HashMap<>();
            for (TopicPartition each : commands) {
                long offset = handled.getOrDefault(each.partition(), 0L);
                left.put(each.partition(), Math.max(0, ends.getOrDefault(each, 0L) - offset));
                found.put(
                        each.partition(),
                        offset == 0
                                ? HandledUpTo.beginningOf(topicId)
                                : HandledUpTo.offset(topicId, offset, command(last, each, offset - 1)));
            }
            return found;
        }
    }

    private byte[] command(LastRecords last, TopicPartition partition, long offset) {
        return last.first(partition, offset)
                .filter(record -> record.offset() == offset)
                .map(record -> records.commandKey(record.key(), record.headers()))
                .orElseGet(() -> HandledUpTo.beginningOf(Uuid.ZERO_UUID).lastCommand());
    }

    private void report(Map<Integer, HandledUpTo> found) {
        long offsets = left.values().stream().mapToLong(Long::longValue).sum();
        stopped.report()
                .accept(String.format(
                        Locale.ROOT,
                        "%s: %,d records, of which those before the last %,d are handled; the next start goes on with these",
                        stopped.commandsTopic(),
                        count,
                        found.isEmpty() ? 0 : offsets));
    }
}
