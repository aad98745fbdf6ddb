package dev.gregor.messaging.publish;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads those records of a topic with one partition that have a key of its own, from the first {@link #open} on. Thread-safe. */
public final class ReplyReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final MessagingSettings settings;
    private final TopicPartition replies;
    private final byte[] key;
    private final Consumer<ConsumerRecord<byte[], byte[]>> each;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile @Nullable Thread reader;
    private volatile boolean closed;

    /** Gives each of these records to this consumer, in a thread of its own. */
    public ReplyReader(
            MessagingSettings settings, String topic, byte[] key, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        this.settings = settings;
        this.replies = new TopicPartition(topic, 0);
        this.key = key;
        this.each = each;
    }

    /**
     * Reads what is written from now on, if it does not yet.
     *
     * @throws IllegalStateException if it is closed
     * @throws KafkaException if the cluster does not say where the end is
     */
    public synchronized void open() {
        if (closed) {
            throw new IllegalStateException("The reader of " + replies.topic() + " is closed; start another one");
        }
        if (reader == null) {
            KafkaConsumer<byte[], byte[]> opened =
                    KafkaClients.consumer(KafkaClients.reader(KafkaClients.withoutIds(settings.kafka())));
            consumer = opened;
            try {
                opened.assign(List.of(replies));
                opened.seekToEnd(List.of(replies));
                opened.position(replies);
            } catch (KafkaException e) {
                opened.close();
                throw e;
            }
            reader = DaemonThreads.of("gregor-reader-of-" + replies.topic(), () -> read(opened));
            reader.start();
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> from) {
        try (from) {
            while (!closed) {
                readOnce(from);
            }
        }
    }

    private void readOnce(KafkaConsumer<byte[], byte[]> from) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : from.poll(POLL)) {
                if (Arrays.equals(record.key(), key)) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            closed = true;
        } catch (KafkaException e) {
            LOG.warn("Topic {} cannot be read; trying on", replies.topic(), e);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            each.accept(record);
        } catch (RuntimeException e) {
            LOG.error("The record at {}/{} cannot be taken", replies, record.offset(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        Thread started = reader;
        if (started != null) {
            try {
                started.join(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
