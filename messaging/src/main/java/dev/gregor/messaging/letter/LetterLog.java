package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.audit.AuditLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which dead letters an application has, and what is to be done with them: a compacted topic {@code gregor.letters.<app>} of one
 * partition, which each instance follows. A letter that is handled or discarded leaves a tombstone. Thread-safe.
 */
public final class LetterLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LetterLog.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String topic;
    private final TopicPartition partition;
    private final Admin admin;
    private final AuditLog audit;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread follower = DaemonThreads.of("gregor-letters", this::follow);
    private final Map<String, LetterEntry<DeadLetter>> letters = new ConcurrentHashMap<>();
    private final Map<String, LetterEntry<LetterRequest>> requests = new ConcurrentHashMap<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Object progress = new Object();
    private long position;
    private volatile long removals;
    private volatile boolean closed;

    private LetterLog(MessagingSettings settings, Admin admin) {
        this.topic = settings.topics().letters(settings.app());
        this.partition = new TopicPartition(topic, 0);
        this.admin = admin;
        this.audit = new AuditLog(settings);
        Map<String, Object> config = KafkaClients.reader(KafkaClients.withoutIds(settings.kafka()));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = KafkaClients.consumer(config);
    }

    /** What reading and writing it and the one of what is done needs to be allowed. */
    public static Rights rights(MessagingSettings settings) {
        return Rights.of(
                Rights.topic(settings.topics().letters(settings.app()), CREATE, READ, WRITE),
                AuditLog.rights(settings));
    }

    /**
     * Follows the log, which is made if it is missing, as is the one of what is done.
     *
     * @param admin stays the caller's
     */
    public static LetterLog follow(MessagingSettings settings, Admin admin) {
        LetterLog log = new LetterLog(settings, admin);
        LetterTopics.provideLog(admin, log.topic);
        log.audit.provide(admin);
        log.consumer.assign(List.of(log.partition));
        log.consumer.seekToBeginning(List.of(log.partition));
        log.follower.start();
        return log;
    }

    /**
     * Waits until everything is known that was written before. What an open transaction has written counts, too: whoever follows the
     * writer knows of its commit before it reaches this topic.
     *
     * @throws TransientException if that takes longer than a minute
     */
    public void catchUp() {
        long end = AdminCalls.await(
                        admin.listOffsets(
                                        Map.of(partition, OffsetSpec.latest()),
                                        new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                                .partitionResult(partition),
                        "look up the end of topic " + topic)
                .offset();
        awaitOffset(end - 1);
    }

    /** Waits until the record at an offset is known. */
    void awaitOffset(long offset) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        synchronized (progress) {
            while (position <= offset) {
                awaitProgress(deadline - System.nanoTime());
            }
        }
    }

    private void awaitProgress(long nanos) {
        if (nanos <= 0 || closed) {
            throw new TransientException("Topic %s could not be read within %s".formatted(topic, LIMIT));
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(progress, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while reading topic " + topic, e);
        }
    }

    /** Those of a subscription from a partition, in order. */
    public List<LetterEntry<DeadLetter>> of(String subscription, TopicPartition source) {
        return letters.values().stream()
                .filter(each -> each.value().subscription().equals(subscription)
                        && each.value().place().topic().equals(source.topic())
                        && each.value().place().partition() == source.partition())
                .sorted(Comparator.comparingLong(each -> each.value().place().offset()))
                .toList();
    }

    /** Whether a request is not done yet. */
    public boolean isOpen(LetterRequest request) {
        return requests.containsKey(LetterLogFormat.REQUEST + request.id());
    }

    /** All letters there are. */
    public Collection<LetterEntry<DeadLetter>> letters() {
        return letters.values();
    }

    /** A letter by its id. */
    public Optional<LetterEntry<DeadLetter>> find(String id) {
        return Optional.ofNullable(letters.get(LetterLogFormat.LETTER + id));
    }

    /** How many letters there are. */
    public int size() {
        return letters.size();
    }

    /** What is to be done, in the order in which it was asked for. */
    public List<LetterEntry<LetterRequest>> requests() {
        return requests.isEmpty()
                ? List.of()
                : requests.values().stream()
                        .sorted(Comparator.comparingLong(LetterEntry::logOffset))
                        .toList();
    }

    /** Where it is noted who did what with letters. */
    public AuditLog audit() {
        return audit;
    }

    /** The record by which a letter is there, or is as it is now. */
    public ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
        return new ProducerRecord<>(topic, 0, LetterLogFormat.key(letter), LetterLogFormat.write(letter));
    }

    /** The record by which a letter is no longer there. */
    public ProducerRecord<byte[], byte[]> removal(DeadLetter letter) {
        return new ProducerRecord<>(topic, 0, LetterLogFormat.key(letter), null);
    }

    /** The record of a request. */
    ProducerRecord<byte[], byte[]> record(LetterRequest request) {
        return new ProducerRecord<>(topic, 0, LetterLogFormat.key(request), LetterLogFormat.write(request));
    }

    /** The record by which a request is done. */
    public ProducerRecord<byte[], byte[]> removal(LetterRequest request) {
        return new ProducerRecord<>(topic, 0, LetterLogFormat.key(request), null);
    }

    /** Whether something was done with a letter that is in no list. */
    public boolean isDone(String id) {
        return done.contains(id);
    }

    /** The record by which something was done with a letter that is in no list. */
    public ProducerRecord<byte[], byte[]> done(String id) {
        return new ProducerRecord<>(topic, 0, (LetterLogFormat.DONE + id).getBytes(UTF_8), new byte[] {'{', '}'});
    }

    /** The letters of a topic, in no list, that something was done with, by the id of the topic. */
    public List<String> doneOf(String topicId) {
        return done.stream().filter(each -> each.startsWith(topicId + '/')).toList();
    }

    /** The record by which nothing is remembered of such a letter, which is gone. */
    public ProducerRecord<byte[], byte[]> doneRemoval(String id) {
        return new ProducerRecord<>(topic, 0, (LetterLogFormat.DONE + id).getBytes(UTF_8), null);
    }

    /**
     * Whether a letter is no longer there.
     *
     * @param logOffset where it was written last
     */
    public boolean isGone(DeadLetter letter, long logOffset) {
        LetterEntry<DeadLetter> now = letters.get(LetterLogFormat.LETTER + letter.id());
        return now == null && isRead(logOffset);
    }

    /** Changes whenever a letter or a request is no longer there. */
    public long removals() {
        return removals;
    }

    private boolean isRead(long offset) {
        synchronized (progress) {
            return position > offset;
        }
    }

    private void follow() {
        try (consumer) {
            while (!closed) {
                followOnce();
            }
        }
    }

    private void followOnce() {
        try {
            consumer.poll(POLL).forEach(this::apply);
            long reached = consumer.position(partition);
            synchronized (progress) {
                position = reached;
                progress.notifyAll();
            }
        } catch (WakeupException e) {
            closed = true;
        } catch (KafkaException e) {
            LOG.warn("Topic {} cannot be followed; trying on", topic, e);
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), UTF_8);
        try {
            if (key.startsWith(LetterLogFormat.LETTER)) {
                apply(letters, key, record, DeadLetter.class);
            } else if (key.startsWith(LetterLogFormat.REQUEST)) {
                apply(requests, key, record, LetterRequest.class);
            } else if (key.startsWith(LetterLogFormat.DONE)) {
                applyDone(key.substring(LetterLogFormat.DONE.length()), record.value() != null);
            }
        } catch (IOException e) {
            LOG.error("Passed over in {} at offset {}: {} cannot be read", topic, record.offset(), key, e);
        }
    }

    private void applyDone(String id, boolean there) {
        if (there) {
            done.add(id);
        } else {
            done.remove(id);
        }
    }

    private <T> void apply(
            Map<String, LetterEntry<T>> entries, String key, ConsumerRecord<byte[], byte[]> record, Class<T> type)
            throws IOException {
        if (record.value() == null) {
            entries.remove(key);
            removals = record.offset();
        } else {
            entries.put(key, new LetterEntry<>(LetterLogFormat.read(record.value(), type), record.offset()));
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            follower.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
