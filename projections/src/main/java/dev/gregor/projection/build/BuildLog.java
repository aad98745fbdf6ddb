package dev.gregor.projection.build;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of all builds of one application, in a topic of one partition that keeps everything: each instance folds them in
 * the same order to the same builds. One thread {@link #poll polls}; any thread may append and ask.
 */
public final class BuildLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BuildLog.class);
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final TopicPartition partition;
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, String> producer;
    private final Map<String, Builds> builds = new ConcurrentHashMap<>();
    private volatile long position;
    private volatile boolean closed;
    private boolean failing;

    /** Opens a topic that exists, and reads nothing yet. */
    public BuildLog(String topic, Map<String, Object> kafka) {
        this.partition = new TopicPartition(topic, 0);
        Map<String, Object> settings = KafkaClients.withoutIds(kafka);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        this.producer = KafkaClients.textProducer(settings);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /**
     * Folds all steps that there are now.
     *
     * @throws TransientException if that takes more than a minute, or the cluster does not answer
     */
    public void load() {
        try {
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + LOAD_LIMIT.toNanos();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TransientException(
                            "Topic %s could not be read within %s".formatted(partition, LOAD_LIMIT));
                }
                fold(Duration.ofMillis(100));
            }
        } catch (KafkaException e) {
            throw new TransientException("The builds in topic %s cannot be read: %s".formatted(partition, e), e);
        }
    }

    /** Waits for steps and folds them. What fails is logged once, and tried again by the next call. */
    public void poll(Duration timeout) {
        try {
            fold(timeout);
            failing = false;
        } catch (WakeupException e) {
            // there is something else to do
        } catch (KafkaException e) {
            if (!failing) {
                LOG.warn("The builds in topic {} cannot be followed; trying on", partition, e);
            }
            failing = true;
        }
    }

    private void fold(Duration timeout) {
        consumer.poll(timeout).forEach(this::fold);
        position = consumer.position(partition);
    }

    private void fold(ConsumerRecord<String, String> step) {
        try {
            BuildStep read = StepJson.read(step.value(), Instant.ofEpochMilli(step.timestamp()));
            builds.compute(step.key(), (name, before) -> (before == null ? Builds.NONE : before).after(read));
            LOG.debug("Projection '{}': {}", step.key(), read);
        } catch (PermanentException e) {
            LOG.warn("Ignored in {} at offset {}: {}", partition, step.offset(), e.getMessage());
        }
    }

    /** The builds of a read model, as far as steps are folded. */
    public Builds of(String projection) {
        return builds.getOrDefault(projection, Builds.NONE);
    }

    /** The builds of all read models, by name. */
    public Map<String, Builds> all() {
        return Map.copyOf(builds);
    }

    /** Whether the steps up to an offset are folded. */
    public boolean hasFolded(long offset) {
        return position > offset;
    }

    /**
     * Adds a step, for all instances.
     *
     * @return its offset, once it is safe; fails with a {@link TransientException} if it may not be
     */
    public CompletableFuture<Long> append(String projection, BuildStep step) {
        CompletableFuture<Long> appended = new CompletableFuture<>();
        var message = new ProducerRecord<>(partition.topic(), 0, projection, StepJson.write(step));
        try {
            producer.send(message, (written, failure) -> {
                if (failure == null) {
                    appended.complete(written.offset());
                } else {
                    appended.completeExceptionally(refused(step, failure));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            appended.completeExceptionally(refused(step, e));
        }
        return appended;
    }

    private TransientException refused(BuildStep step, Exception e) {
        return new TransientException(
                "Topic %s does not take '%s' (%s); try again".formatted(partition.topic(), step.word(), e), e);
    }

    /** Ends a {@link #poll} that is under way, from any thread, and is {@link #isClosed closed} from then on. */
    public void stop() {
        closed = true;
        consumer.wakeup();
    }

    /** Whether no more steps are folded. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the clients, when no thread polls any more. */
    @Override
    public void close() {
        closed = true;
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        producer.close(CLOSE_LIMIT);
    }
}
