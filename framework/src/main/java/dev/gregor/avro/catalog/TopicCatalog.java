package dev.gregor.avro.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A catalog kept in a compacted topic: read at start, followed by a thread of its own. */
final class TopicCatalog implements SchemaCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCatalog.class);
    /** The header with the logical types that a schema is written for, separated by commas. */
    private static final String MESSAGES = "messages";

    /** Is in the key of a record that is a note, and not in that of a schema. */
    private static final String NOTE = "/";

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(1);
    /** A broker may not know yet of a topic that was just created. */
    private static final Duration UNKNOWN_PAUSE = Duration.ofMillis(50);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final String topic;
    private final Duration wait;
    private final Runnable topicMaker;
    private final Consumer<String, String> consumer;
    private final Producer<String, String> producer;
    private final Thread follower = DaemonThreads.of("gregor-schemas", this::follow);
    private final Map<Long, CatalogEntry> schemas = new ConcurrentHashMap<>();
    private final Map<String, String> notes = new ConcurrentHashMap<>();
    private final Object arrival = new Object();
    /** How many look-ups have asked for what the topic holds by now, and how many of them have it; guarded by {@link #arrival}. */
    private long asked;

    private long answered;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;
    private long lookedNanos = System.nanoTime();

    private TopicCatalog(String topic, CatalogClients clients, Duration wait, Runnable topicMaker) {
        this.topic = topic;
        this.topicMaker = topicMaker;
        this.consumer = clients.consumer();
        this.producer = clients.producer();
        this.wait = wait;
    }

    static TopicCatalog open(String topic, CatalogClients clients, Duration wait, Runnable topicMaker) {
        TopicCatalog catalog = new TopicCatalog(topic, clients, wait, topicMaker);
        try {
            catalog.load();
        } catch (RuntimeException e) {
            clients.consumer().close();
            clients.producer().close();
            throw e;
        }
        catalog.follower.start();
        return catalog;
    }

    private void load() {
        try {
            Collection<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + LOAD_LIMIT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new TransientException("Topic %s could not be read within %s".formatted(topic, LOAD_LIMIT));
                }
                poll();
            }
        } catch (KafkaException e) {
            throw new TransientException("The schemas in topic %s cannot be read: %s".formatted(topic, e), e);
        }
    }

    private Collection<TopicPartition> partitions() {
        long deadline = System.nanoTime() + wait.toNanos();
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        while (found == null || found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new PermanentException(
                        "There is no topic %s. Create it with cleanup.policy=compact.".formatted(topic));
            }
            LockSupport.parkNanos(UNKNOWN_PAUSE.toNanos());
            found = consumer.partitionsFor(topic);
        }
        return found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
    }

    private void poll() {
        consumer.poll(POLL).forEach(this::add);
        failure = null;
    }

    private void add(ConsumerRecord<String, String> added) {
        if (added.key() != null && added.key().contains(NOTE) && added.value() != null) {
            notes.put(added.key(), added.value());
            return;
        }
        try {
            Schema schema = new Schema.Parser(NameValidator.NO_VALIDATION).parse(added.value());
            add(Long.parseUnsignedLong(added.key(), 16), new CatalogEntry(schema, messages(added.headers())));
        } catch (AvroRuntimeException | NumberFormatException | NullPointerException e) {
            LOG.warn(
                    "Ignored in {} at {}-{}: not a schema by its fingerprint",
                    topic,
                    added.partition(),
                    added.offset(),
                    e);
        }
    }

    private void add(long fingerprint, CatalogEntry added) {
        schemas.merge(fingerprint, added, CatalogEntry::with);
        synchronized (arrival) {
            arrival.notifyAll();
        }
    }

    private static Set<String> messages(Headers headers) {
        Header header = headers.lastHeader(MESSAGES);
        return header == null ? Set.of() : Set.of(new String(header.value(), UTF_8).split(","));
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
            answerLookUps();
            poll();
            if (System.nanoTime() - lookedNanos > LOOK.toNanos()) {
                lookedNanos = System.nanoTime();
                restoreLostTopic();
            }
        } catch (WakeupException e) {
            LOG.trace("Closed, or asked for a schema", e);
        } catch (KafkaException | GregorException e) {
            if (failure == null) {
                LOG.warn("The schemas in topic {} cannot be followed; trying on", topic, e);
            }
            failure = e;
            pause();
        }
    }

    /**
     * Reads up to the end of the topic for look-ups that wait. Whoever writes with a schema has it in the topic before, so
     * that one that is not there then is not known.
     */
    private void answerLookUps() {
        for (long next = unanswered(); next > 0; next = unanswered()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            if (ends.entrySet().stream().anyMatch(end -> end.getValue() < consumer.position(end.getKey()))) {
                return; // the topic was deleted, and is written again
            }
            while (!closed
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                poll();
            }
            synchronized (arrival) {
                answered = next;
                arrival.notifyAll();
            }
        }
    }

    /** The last look-up that waits; 0 if none does. */
    private long unanswered() {
        synchronized (arrival) {
            return closed || asked == answered ? 0 : asked;
        }
    }

    /** Nobody else may know the schemas of events that were written long ago. */
    private void restoreLostTopic() {
        if (isLost()) {
            LOG.warn(
                    "Topic {} was deleted: the {} schemas that are known here are written to it again",
                    topic,
                    schemas.size());
            topicMaker.run();
            Collection<TopicPartition> partitions = partitions();
            consumer.unsubscribe();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            schemas.forEach(this::send);
            notes.forEach(this::sendNote);
        }
    }

    private boolean isLost() {
        try {
            return consumer.endOffsets(consumer.assignment(), LOOK).entrySet().stream()
                    .anyMatch(end -> end.getValue() < consumer.position(end.getKey()));
        } catch (TimeoutException | UnknownTopicOrPartitionException e) {
            return !consumer.listTopics(LOOK).containsKey(topic);
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
    public long register(Schema schema) {
        return register(schema, Set.of());
    }

    @Override
    public long register(String message, Schema schema) {
        return register(schema, Set.of(message));
    }

    private long register(Schema schema, Set<String> messages) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        CatalogEntry known = schemas.get(fingerprint);
        CatalogEntry added = new CatalogEntry(schema, messages);
        if (known == null || !known.hasAll(added)) {
            CatalogEntry entry = known == null ? added : known.with(added);
            send(fingerprint, entry);
            add(fingerprint, entry);
        }
        return fingerprint;
    }

    private void send(long fingerprint, CatalogEntry entry) {
        Schema schema = entry.schema();
        ProducerRecord<String, String> added =
                new ProducerRecord<>(topic, "%016x".formatted(fingerprint), schema.toString());
        if (!entry.messages().isEmpty()) {
            String messages = entry.messages().stream().sorted().collect(Collectors.joining(","));
            added.headers().add(MESSAGES, messages.getBytes(UTF_8));
        }
        send(added, "Schema " + schema.getFullName());
    }

    private void send(ProducerRecord<String, String> added, String what) {
        try {
            producer.send(added).get();
        } catch (ExecutionException | KafkaException e) {
            throw new TransientException("%s cannot be added to topic %s: %s".formatted(what, topic, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while adding to topic " + topic, e);
        }
    }

    private void sendNote(String about, String text) {
        send(new ProducerRecord<>(topic, about, text), "The note about '%s'".formatted(about));
    }

    @Override
    public Optional<String> noted(String about) {
        return Optional.ofNullable(notes.get(about));
    }

    @Override
    public void note(String about, String text) {
        sendNote(about, text);
        notes.put(about, text);
    }

    @Override
    public Schema schema(long fingerprint) {
        CatalogEntry entry = schemas.get(fingerprint);
        return entry != null ? entry.schema() : awaited(fingerprint);
    }

    private Schema awaited(long fingerprint) {
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            synchronized (arrival) {
                if (asked == answered) {
                    consumer.wakeup();
                }
                long own = ++asked;
                CatalogEntry entry = schemas.get(fingerprint);
                while (entry == null) {
                    long left = deadline - System.nanoTime();
                    if (answered >= own) {
                        throw new PermanentException(
                                absent(fingerprint) + ". Was the value written with another cluster or topic prefix?");
                    }
                    if (left <= 0) {
                        throw new TransientException(
                                "%s yet, which could not be read to its end within %s: %s"
                                        .formatted(absent(fingerprint), wait, failure),
                                failure);
                    }
                    TimeUnit.NANOSECONDS.timedWait(arrival, left);
                    entry = schemas.get(fingerprint);
                }
                return entry.schema();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting for a schema in topic " + topic, e);
        }
    }

    private String absent(long fingerprint) {
        return "No schema with the fingerprint %016x in topic %s".formatted(fingerprint, topic);
    }

    @Override
    public List<Schema> schemas(String fullName) {
        return CatalogEntry.named(schemas.values(), fullName);
    }

    @Override
    public List<Schema> schemas(String message, String fullName) {
        return CatalogEntry.of(schemas.values(), message, fullName);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            follower.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_LIMIT);
    }
}
