package dev.gregor.messaging.letter.audit;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic {@code gregor.audit.<app>} of one partition, in which each action on dead letters is an event. What an action does, and the entry that
 * it is done, are one transaction. Thread-safe.
 */
public final class AuditLog {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final short BROKERS_DEFAULT = -1;

    /** How much of the log is read at once, and for one page at most. */
    private static final int STEP = 1_000;

    private static final int MAX_READ = 100_000;

    private record Placed(AuditEntry entry, long offset) {}

    private final MessagingSettings settings;
    private final TopicPartition partition;

    /** That of an application. */
    public AuditLog(MessagingSettings settings) {
        this.settings = settings;
        this.partition = new TopicPartition(settings.topics().audit(settings.app()), 0);
    }

    /** What reading and writing it needs to be allowed. */
    public static Rights rights(MessagingSettings settings) {
        return Rights.topic(settings.topics().audit(settings.app()), CREATE, DESCRIBE_CONFIGS, READ, WRITE);
    }

    /**
     * Makes sure that its topic is there, kept for ever.
     *
     * @throws dev.gregor.failure.PermanentException if it is there and loses entries
     * @throws TransientException if the cluster does not answer
     */
    public void provide(Admin admin) {
        new TopicProvisioner(admin, BROKERS_DEFAULT, false)
                .provide(List.of(new TopicSpec(partition.topic(), 1, TopicSpec.Kind.LOG, settings.maxMessageBytes())));
    }

    /** The record of an entry. */
    public ProducerRecord<byte[], byte[]> record(AuditEntry entry) {
        return AuditFormat.write(partition.topic(), settings.app(), entry);
    }

    /**
     * Reads a page, of one letter or of all. With a letter it may have fewer entries than asked for, and go on all the same: 100,000 entries are
     * looked at.
     *
     * @param letter the id of a letter
     * @param before where the page before has ended
     * @throws TransientException if the log cannot be read now
     */
    public AuditPage page(Optional<String> letter, OptionalLong before, int limit) {
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(config)) {
            consumer.assign(List.of(partition));
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            return page(consumer, letter, begin, Math.min(end, before.orElse(end)), limit);
        } catch (KafkaException e) {
            throw new TransientException("Topic %s cannot be read: %s".formatted(partition.topic(), e), e);
        }
    }

    private AuditPage page(
            KafkaConsumer<byte[], byte[]> consumer, Optional<String> letter, long begin, long end, int limit) {
        Predicate<AuditEntry> wanted = entry -> letter.isEmpty() || letter.get().equals(entry.letter());
        long floor = Math.max(begin, end - MAX_READ);
        List<Placed> found = new ArrayList<>();
        long to = end;
        while (to > floor && found.size() <= limit) {
            long from = Math.max(floor, to - STEP);
            List<Placed> older = read(consumer, from, to, wanted);
            for (int i = older.size() - 1; i >= 0; i--) {
                found.add(older.get(i));
            }
            to = from;
        }
        List<Placed> page = found.subList(0, Math.min(limit, found.size()));
        OptionalLong next = page.size() < found.size()
                ? OptionalLong.of(page.get(page.size() - 1).offset())
                : to > begin ? OptionalLong.of(to) : OptionalLong.empty();
        return new AuditPage(page.stream().map(Placed::entry).toList(), next);
    }

    private List<Placed> read(
            KafkaConsumer<byte[], byte[]> consumer, long from, long to, Predicate<AuditEntry> wanted) {
        List<Placed> found = new ArrayList<>();
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (consumer.position(partition) < to) {
            if (System.nanoTime() > deadline) {
                throw new TransientException(
                        "Topic %s was not read to offset %d within %s".formatted(partition.topic(), to, LIMIT));
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to && record.value() != null) {
                    AuditFormat.read(record.value())
                            .filter(wanted)
                            .ifPresent(entry -> found.add(new Placed(entry, record.offset())));
                }
            }
        }
        return found;
    }
}
