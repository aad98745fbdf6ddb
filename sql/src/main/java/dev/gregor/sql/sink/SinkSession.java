package dev.gregor.sql.sink;

import static org.apache.kafka.common.acl.AclOperation.READ;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.sql.sink.SinkTransactions.RecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls and applies, with one consumer and one connection. How far a partition is says the database; offsets that are committed to Kafka
 * are for people and tools. Not thread-safe.
 */
final class SinkSession implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    /** After which others take over from an instance that was killed. */
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private static final int HEARTBEAT_MILLIS = 1_000;

    private final SinkTransactions transactions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, PartitionWork> works = new HashMap<>();

    SinkSession(MessagingSettings settings, SqlProjection projection, Connection connection) {
        this.transactions = new SinkTransactions(settings, projection, connection);
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group(settings, projection.name()));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        this.consumer = KafkaClients.consumer(config);
        consumer.subscribe(projection.topics(), new Assignment());
    }

    private static String group(MessagingSettings settings, String name) {
        return "gregor-%s-sink-%s".formatted(settings.app(), name);
    }

    static Rights rights(MessagingSettings settings, String name, Collection<String> topics) {
        List<Rights> rights = new ArrayList<>();
        rights.add(Rights.group(group(settings, name), READ));
        topics.forEach(each -> rights.add(Rights.topic(each, READ)));
        return Rights.of(rights);
    }

    /**
     * Makes sure that all topics are there, or else some would be left out without a word.
     *
     * @throws TransientException if one is not
     */
    void requireTopics(Set<String> topics) {
        for (String each : topics) {
            if (consumer.partitionsFor(each).isEmpty()) {
                throw new TransientException("There is no topic '%s'; create it".formatted(each));
            }
        }
    }

    /** Seeks to where the database is. */
    private final class Assignment implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            for (TopicPartition each : partitions) {
                PartitionWork work = new PartitionWork(each, 0);
                seek(work, next(work, beginnings.getOrDefault(each, 0L)));
                works.put(each, work);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            works.keySet().removeAll(partitions);
        }

        private long next(PartitionWork work, long beginning) {
            try {
                return transactions.next(work, beginning);
            } catch (SQLException e) {
                throw new KafkaException(e.getMessage(), e);
            }
        }
    }

    private void seek(PartitionWork work, long next) {
        work.next = next;
        consumer.seek(work.partition, next);
    }

    /** Polls and applies once. */
    void round() throws SQLException {
        for (PartitionWork each : works.values()) {
            if (each.isDue()) {
                consumer.resume(Set.of(each.partition));
            }
        }
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        Map<TopicPartition, OffsetAndMetadata> applied = new HashMap<>();
        for (TopicPartition each : polled.partitions()) {
            PartitionWork work = works.get(each);
            if (work != null) {
                apply(work, polled.records(each));
                applied.put(each, new OffsetAndMetadata(work.next));
            }
        }
        if (!applied.isEmpty()) {
            consumer.commitAsync(applied, null);
        }
    }

    /** All at once, or one by one, so that those before the one that cannot be applied are. */
    private void apply(PartitionWork work, List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
        try {
            if (work.failure() == null) {
                areApplied(work, records);
                return;
            }
        } catch (RecordException oneOfThem) {
            // Nothing of the transaction is left.
        }
        applyEach(work, records);
    }

    private void applyEach(PartitionWork work, List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
        try {
            for (ConsumerRecord<byte[], byte[]> each : records) {
                if (!areApplied(work, List.of(each))) {
                    return;
                }
            }
        } catch (RecordException e) {
            work.failed(String.valueOf(e.getMessage()));
            consumer.pause(Set.of(work.partition));
            consumer.seek(work.partition, work.next);
        }
    }

    /** Applies what comes next. Where another instance has applied something, polls what comes after that instead. */
    private boolean areApplied(PartitionWork work, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException, RecordException {
        long next = transactions.apply(work, records);
        boolean applied = next == records.get(records.size() - 1).offset() + 1;
        if (applied) {
            work.succeeded(next);
        } else {
            seek(work, next);
        }
        return applied;
    }

    Optional<String> obstacle() {
        return works.values().stream()
                .map(PartitionWork::failure)
                .filter(Objects::nonNull)
                .findFirst();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
}
