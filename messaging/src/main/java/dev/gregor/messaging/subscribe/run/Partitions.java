package dev.gregor.messaging.subscribe.run;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterTopics;
import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SeenIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions that this instance has. Belongs to the polling thread. */
final class Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final MessagingSettings settings;
    private final SubscriptionSpec spec;
    private final Admin admin;
    private final @Nullable LetterLog log;
    private final Map<TopicPartition, PartitionWork> works = new HashMap<>();
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Set<String> withLetters = new HashSet<>();

    Partitions(MessagingSettings settings, SubscriptionSpec spec, Admin admin, @Nullable LetterLog log) {
        this.settings = settings;
        this.spec = spec;
        this.admin = admin;
        this.log = log;
    }

    /**
     * Takes partitions over as they were committed, and reads on there. Committed offsets are stable, so that the transactions of whoever had
     * them before have ended; what these have written to the log of letters is waited for.
     */
    List<PartitionWork> open(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(each -> provideLetters(each.topic()));
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
        if (log != null) {
            log.catchUp();
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        List<PartitionWork> opened = new ArrayList<>();
        for (TopicPartition each : partitions) {
            OffsetAndMetadata known = committed.get(each);
            if (known != null) {
                starts.remove(each);
            }
            Progress progress = known == null
                    ? Progress.from(start(consumer, each))
                    : progress(each, known, begins.getOrDefault(each, 0L));
            opened.add(open(consumer, each, progress));
        }
        return opened;
    }

    /** What the retention of the topic has removed is lost; the consumer itself would say nothing, or pass over the rest, too. */
    private Progress progress(TopicPartition partition, OffsetAndMetadata committed, long begin) {
        if (committed.offset() >= begin) {
            return Progress.of(committed);
        }
        LOG.error(
                "{} has not handled the events of {} from offset {} to {}: they were removed before; check the retention of the topic",
                spec.name(),
                partition,
                committed.offset(),
                begin - 1);
        return Progress.from(begin);
    }

    /**
     * Where a partition of which nothing is committed begins: the same as before, if it was given up before that was committed, as another
     * consumer would begin later; the consumer itself goes on where it has polled to.
     */
    private long start(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        return starts.computeIfAbsent(partition, consumer::position);
    }

    /** Whether nothing was committed of a partition when it was taken over. */
    boolean isNew(TopicPartition partition) {
        return starts.containsKey(partition);
    }

    /** The same from another place on. */
    PartitionWork open(Consumer<byte[], byte[]> consumer, TopicPartition partition, Progress progress) {
        SeenIds seen = new SeenIds(spec.deduplicated());
        if (spec.deduplicated() > 0) {
            readBefore(partition, progress.position(), seen);
        }
        consumer.seek(partition, progress.position());
        PartitionWork work = new PartitionWork(partition, progress, seen, spec.ordered());
        PartitionWork former = works.put(partition, work);
        if (former != null) {
            former.close();
        }
        return work;
    }

    private void provideLetters(String topic) {
        if (!withLetters.contains(topic)) {
            LetterTopics.provide(admin, topic, settings.maxMessageBytes());
            if (!spec.laterRetries().isEmpty()) {
                LetterTopics.provideRetries(admin, topic, settings.maxMessageBytes());
            }
            withLetters.add(topic);
        }
    }

    /** The ids of the records before are those that came before the restart. */
    private void readBefore(TopicPartition partition, long end, SeenIds seen) {
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<byte[], byte[]> reader = KafkaClients.consumer(config)) {
            reader.assign(List.of(partition));
            long begin = reader.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            reader.seek(partition, Math.max(begin, end - spec.deduplicated()));
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            while (reader.position(partition) < end && System.nanoTime() < deadline) {
                reader.poll(POLL).forEach(record -> {
                    if (record.offset() < end) {
                        seen.isRepeated(record);
                    }
                });
            }
            if (reader.position(partition) < end) {
                LOG.warn(
                        "{} does not find repetitions of the events of {} before offset {}: they were not read within {}",
                        spec.name(),
                        partition,
                        end,
                        READ_LIMIT);
            }
        }
    }

    @Nullable
    PartitionWork get(TopicPartition partition) {
        return works.get(partition);
    }

    /** Whether a letter of this id is of one of them. */
    boolean has(String letter) {
        return works.keySet().stream()
                .anyMatch(
                        each -> letter.startsWith("%s/%s/%d/".formatted(spec.name(), each.topic(), each.partition())));
    }

    Collection<PartitionWork> all() {
        return works.values();
    }

    /** Gives partitions up. */
    void close(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> {
            PartitionWork work = works.remove(each);
            if (work != null) {
                work.close();
            }
        });
    }
}
