package dev.gregor.messaging.letter.topic;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads topics of dead letters, partition by partition. */
record TopicReader(MessagingSettings settings, Admin admin) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** How many records are looked at for an answer, at most: letters that are done with are passed over. */
    private static final int MAX_READ = 20_000;

    /**
     * Records, and the place of the first one that was not looked at.
     *
     * @param records in the order of partition and offset
     * @param next nothing if all were looked at
     */
    record Found(List<ConsumerRecord<byte[], byte[]>> records, Optional<Place> next) {}

    /** Up to so many records from a place on that are wanted. */
    Found read(String topic, Place from, int limit, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        int partitions = partitions(topic);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            long left = MAX_READ;
            for (int partition = from.partition(); partition < partitions; partition++) {
                long offset = partition == from.partition() ? from.offset() : 0;
                Scan scan = new Scan(consumer, new TopicPartition(topic, partition));
                long reached = scan.read(offset, left, limit, wanted, found);
                left -= scan.read;
                if (reached >= 0) {
                    return new Found(found, Optional.of(new Place(topic, partition, reached)));
                }
            }
            return new Found(found, Optional.empty());
        } catch (KafkaException e) {
            throw new TransientException("Topic %s cannot be read: %s".formatted(topic, e), e);
        }
    }

    /** The record at a place. */
    ConsumerRecord<byte[], byte[]> read(Place place) {
        return read(place.topic(), place, 1, record -> true).records().stream()
                .filter(each -> Place.of(each).equals(place))
                .findFirst()
                .orElseThrow(() -> new PermanentException("There is no dead letter at " + place));
    }

    /** The first offset of each partition. */
    Map<Integer, Long> begins(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> all = new ArrayList<>();
            for (int partition = 0; partition < partitions(topic); partition++) {
                all.add(new TopicPartition(topic, partition));
            }
            Map<Integer, Long> begins = new HashMap<>();
            consumer.beginningOffsets(all).forEach((partition, begin) -> begins.put(partition.partition(), begin));
            return begins;
        }
    }

    private int partitions(String topic) {
        return describe(topic).partitions().size();
    }

    private TopicDescription describe(String topic) {
        return AdminCalls.describe(admin, topic)
                .orElseThrow(() -> new PermanentException("There is no topic '%s'".formatted(topic)));
    }

    /** What the notes of letters of a topic begin with: not its name, for another topic may have that later. */
    String notes(String topic) {
        return describe(topic).topicId().toString();
    }

    /** What notes of a letter are kept under. */
    static String note(String notes, Place place) {
        return notes + '/' + place.partition() + '/' + place.offset();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return KafkaClients.consumer(config);
    }

    /** A pass over a partition. */
    private static final class Scan {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final TopicPartition partition;
        private long read;

        private Scan(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
            this.consumer = consumer;
            this.partition = partition;
            consumer.assign(List.of(partition));
        }

        /** The offset at which it has stopped before the end, else -1. */
        private long read(
                long from,
                long most,
                int limit,
                Predicate<ConsumerRecord<byte[], byte[]>> wanted,
                List<ConsumerRecord<byte[], byte[]>> found) {
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(from, begin));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TransientException("%s was not read within %s".formatted(partition, LIMIT));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (found.size() >= limit || read >= most) {
                        return record.offset();
                    }
                    read++;
                    if (wanted.test(record)) {
                        found.add(record);
                    }
                }
            }
            return -1;
        }
    }
}
