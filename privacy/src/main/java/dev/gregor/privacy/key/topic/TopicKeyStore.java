package dev.gregor.privacy.key.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of subjects in a compacted topic of one partition, for any number of instances. The whole topic is read before it opens and kept in
 * memory, some 300 bytes a subject; a thread of its own follows it. The first key of a subject in the topic counts, so that instances agree
 * without asking each other.
 *
 * <p>A key that is there is given from memory, if the topic was read to its end less than 30 seconds ago: so for that time also one that
 * another instance has just destroyed. Otherwise, and to say that a subject has none, it is read to its end first.
 *
 * <p>The bytes of a key that is destroyed are gone from the brokers' disks when the topic is compacted. With the settings of
 * {@link #spec} that takes some 20 minutes: the segment ends after 10, is to be compacted within 10 more, and then the brokers' cleaner comes
 * by. Until then they are wrapped by the master key.
 *
 * <p>If the topic is deleted while an instance runs, that makes it again from what it knows.
 */
public final class TopicKeyStore implements SubjectKeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(TopicKeyStore.class);
    private static final int MAX_RECORD_BYTES = 1_000_000;
    private static final byte[] NO_CONTENT = "{}".getBytes(UTF_8);
    private static final byte[] SEGMENT_END = "segment-end".getBytes(UTF_8);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(30);
    private static final Duration LIMIT = TopicClients.LIMIT;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final TopicClients clients;
    private final Runnable topicMaker;
    private final KeyFold fold = new KeyFold();
    private final Freshness freshness = new Freshness(System::nanoTime);
    private final SegmentEnd segmentEnd;
    private final Set<RecordKey> deleted = ConcurrentHashMap.newKeySet();
    private final Thread follower = DaemonThreads.of("gregor-subject-keys", this::follow);
    private final Object arrival = new Object();
    private volatile long position;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;
    private long lookedNanos = System.nanoTime();
    private Uuid topicId = Uuid.ZERO_UUID;
    private boolean isLost;

    private TopicKeyStore(TopicClients clients, Runnable topicMaker, Duration segment) {
        this.clients = clients;
        this.topicMaker = topicMaker;
        this.segmentEnd = new SegmentEnd(segment);
    }

    /** What the topic has to be like. */
    public static TopicSpec spec(String topic) {
        return new TopicSpec(topic, 1, TopicSpec.Kind.KEYS, MAX_RECORD_BYTES);
    }

    /**
     * Opens the store, once all of the topic is read.
     *
     * @param kafka settings of the clients, such as {@code bootstrap.servers}
     * @param topicMaker makes the topic as {@link #spec} says, unless it is there; is called again if it was deleted
     * @throws TransientException if the topic cannot be read
     */
    public static TopicKeyStore open(String topic, Map<String, Object> kafka, Runnable topicMaker) {
        return open(topic, kafka, topicMaker, TopicSpec.KEYS_SEGMENT);
    }

    static TopicKeyStore open(String topic, Map<String, Object> kafka, Runnable topicMaker, Duration segment) {
        topicMaker.run();
        TopicKeyStore store = new TopicKeyStore(TopicClients.of(topic, kafka), topicMaker, segment);
        try {
            store.load();
        } catch (RuntimeException e) {
            store.clients.consumer().close();
            store.clients.close();
            throw e;
        }
        store.follower.start();
        return store;
    }

    private void load() {
        try {
            begin();
            Freshness.Asked asked = freshness.asked();
            long end = clients.end();
            long deadline = System.nanoTime() + LOAD_LIMIT.toNanos();
            while (position < end) {
                long before = position;
                poll();
                if (position > before) {
                    deadline = System.nanoTime() + LOAD_LIMIT.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new TransientException("Topic %s was read to offset %d of %d, and then nothing came for %s"
                            .formatted(topic(), position, end, LOAD_LIMIT));
                }
            }
            fold.reachesEnd(position);
            freshness.reached(asked);
        } catch (KafkaException e) {
            throw new TransientException("The keys in topic %s cannot be read: %s".formatted(topic(), e), e);
        }
    }

    private void begin() {
        topicId = clients.topicId().orElseThrow(() -> new TransientException("There is no topic " + topic()));
        clients.consumer().assign(List.of(clients.partition()));
        clients.consumer().seekToBeginning(List.of(clients.partition()));
        position = 0;
    }

    private String topic() {
        return clients.partition().topic();
    }

    private void follow() {
        Consumer<byte[], byte[]> consumer = clients.consumer();
        try (consumer) {
            while (!closed) {
                followOnce();
            }
        }
    }

    private void followOnce() {
        try {
            if (isLost || System.nanoTime() - lookedNanos > LOOK.toNanos()) {
                lookedNanos = System.nanoTime();
                restoreLostTopic();
                endSegment();
            }
            poll();
            failure = null;
        } catch (WakeupException e) {
            closed = true;
        } catch (OffsetOutOfRangeException e) {
            isLost = true;
        } catch (KafkaException | GregorException e) {
            if (failure == null && !closed) {
                LOG.warn("The keys in topic {} cannot be followed; trying on", topic(), e);
            }
            failure = e;
            pause();
        }
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> each : clients.consumer().poll(POLL)) {
            apply(each);
        }
        boolean atEnd = clients.consumer().currentLag(clients.partition()).orElse(1) == 0;
        long reached = clients.consumer().position(clients.partition());
        if (atEnd) {
            deleteLost();
        }
        synchronized (arrival) {
            if (atEnd) {
                fold.reachesEnd(reached);
            }
            position = reached;
            arrival.notifyAll();
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> each) {
        Optional<RecordKey> key = each.key() == null ? Optional.empty() : RecordKey.parse(each.key());
        if (key.filter(ours -> ours.kind() == RecordKey.Kind.STORE).isPresent()) {
            fold.identify(key.get().id());
            return;
        }
        try {
            RecordValue value = each.value() == null ? null : RecordValue.parse(each.value());
            key.ifPresent(ours -> {
                fold.apply(ours, value, each.offset());
                if (value == null) {
                    deleted.remove(ours);
                }
            });
            segmentEnd.read(each.timestamp(), key.isPresent() && (value == null || value.settled()));
        } catch (PermanentException e) {
            LOG.warn("Ignored in {} at offset {}: {}", topic(), each.offset(), e.getMessage());
        }
    }

    /** Deletes values that do not count. Other instances do so too, which does no harm. */
    private void deleteLost() {
        for (RecordKey each : fold.lost()) {
            if (deleted.add(each)) {
                clients.producer().send(record(each, null), (written, refusal) -> {
                    if (refusal != null) {
                        deleted.remove(each);
                    }
                });
            }
        }
    }

    /** Nobody else may know keys that are needed for all that is sealed. */
    private void restoreLostTopic() {
        isLost = isLost || !clients.topicId().equals(Optional.of(topicId));
        if (isLost) {
            LOG.warn(
                    "Topic {} was deleted: the entries of {} subjects that are known here are written to it again",
                    topic(),
                    fold.size());
            topicMaker.run();
            begin();
            deleted.clear();
            sendAll();
            isLost = false;
        }
    }

    private void sendAll() {
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
        fold.storeId().ifPresent(id -> all.add(record(RecordKey.ofStore(id), NO_CONTENT)));
        fold.forEach((subject, entry) ->
                fold.key(subject).ifPresent(key -> all.add(record(key, new RecordValue(entry, true).bytes()))));
        clients.sendAll(all);
    }

    private ProducerRecord<byte[], byte[]> record(RecordKey key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic(), 0, key.bytes(), value);
    }

    private void endSegment() {
        if (segmentEnd.isDue(System.currentTimeMillis())) {
            clients.producer().send(new ProducerRecord<>(topic(), 0, SEGMENT_END, null));
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public Optional<String> id() {
        awaitEnd();
        return fold.storeId();
    }

    @Override
    public String identify(String id) {
        return id().orElseGet(() -> {
            awaitRead(clients.send(record(RecordKey.ofStore(id), NO_CONTENT)));
            return fold.storeId().orElseThrow();
        });
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        Optional<SubjectEntry> certain = certain(subject);
        if (certain.isPresent()) {
            return certain;
        }
        awaitEnd();
        return fold.entry(subject);
    }

    @Override
    public void refresh() {
        freshness.expire();
    }

    /** What is known without asking. */
    private Optional<SubjectEntry> certain(String subject) {
        boolean isFresh = freshness.holds();
        return fold.certain(subject).filter(entry -> isFresh || entry instanceof Forgotten);
    }

    @Override
    public SubjectEntry add(String subject, WrappedKey key) {
        Optional<SubjectEntry> certain = certain(subject);
        return certain.isPresent() ? certain.get() : write(RecordKey.fresh(key, subject), new RecordValue(key, false));
    }

    @Override
    public Forgotten forget(String subject, Forgotten receipt) {
        SubjectEntry there = find(subject)
                .filter(Forgotten.class::isInstance)
                .orElseGet(() -> write(RecordKey.fresh(receipt, subject), new RecordValue(receipt, false)));
        await(() -> !fold.hasLost(subject), "its key was deleted");
        return (Forgotten) there;
    }

    @Override
    public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
        Optional<RecordKey> key = find(subject)
                .filter(old::equals)
                .flatMap(there -> fold.key(subject))
                .filter(there -> there.kind() == RecordKey.Kind.KEY);
        return key.isPresent() && write(key.get(), new RecordValue(now, true)).equals(now);
    }

    @Override
    public long forEach(BiConsumer<String, SubjectEntry> action) {
        awaitEnd();
        fold.forEach(action);
        return 0;
    }

    /** Answers with what is there afterwards. */
    private SubjectEntry write(RecordKey key, RecordValue value) {
        awaitRead(clients.send(record(key, value.bytes())));
        return find(key.subject())
                .orElseThrow(() -> new TransientException(
                        "The entry that was written to topic %s is not there: somebody has deleted it"
                                .formatted(topic())));
    }

    private void awaitRead(long offset) {
        await(() -> position > offset, "it was read to offset " + offset);
    }

    private void awaitEnd() {
        Freshness.Asked asked = freshness.asked();
        long end = clients.end();
        await(() -> position >= end, "it was read to offset " + end);
        freshness.reached(asked);
    }

    private void await(BooleanSupplier reached, String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            synchronized (arrival) {
                while (!reached.getAsBoolean()) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0 || closed) {
                        throw new TransientException(
                                "The key store %s was waited for until %s, for %s in vain; it is at offset %d"
                                        .formatted(topic(), what, LIMIT, position),
                                failure);
                    }
                    TimeUnit.NANOSECONDS.timedWait(arrival, left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while reading the key store " + topic(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        clients.consumer().wakeup();
        try {
            follower.join(CLOSE_LIMIT.toMillis());
            if (follower.isAlive()) {
                follower.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (arrival) {
            arrival.notifyAll();
        }
        clients.close();
    }
}
