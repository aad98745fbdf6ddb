package dev.gregor.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.live.DaemonThreads;
import dev.gregor.message.MessageHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed replies of one partition from its present end, on a thread of its own, and hands them to those who
 * wait.
 */
final class ReplyListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyListener.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ERROR_PAUSE = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroCodec codec;
    private final ReplyCompleter completer;
    private final PendingCommands pending;
    private final Duration timeout;
    private final Thread thread = DaemonThreads.of("gregor-replies", this::run);
    private long lastExpiry = System.nanoTime();
    private volatile boolean closing;

    ReplyListener(
            Map<String, Object> kafka,
            TopicPartition partition,
            AvroCodec codec,
            ReplyCompleter completer,
            PendingCommands pending,
            Duration timeout) {
        Map<String, Object> config = KafkaClients.reader(kafka);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.consumer = KafkaClients.consumer(config);
        this.codec = codec;
        this.completer = completer;
        this.pending = pending;
        this.timeout = timeout;
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closing) {
            try {
                consumer.poll(POLL).forEach(this::take);
            } catch (WakeupException e) {
                LOG.trace("Woken up to close");
            } catch (RuntimeException e) {
                LOG.warn("Replies cannot be read, trying again: {}", e.toString());
                pause();
            }
            expire(System.nanoTime());
        }
        consumer.close();
    }

    private void expire(long now) {
        if (now - lastExpiry > POLL.toNanos()) {
            lastExpiry = now;
            pending.expire(now, "No outcome is known within " + timeout.toMillis() + " ms");
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> reply) {
        String id = text(reply, MessageHeaders.ID);
        String aggregateType = text(reply, MessageHeaders.AGGREGATE_TYPE);
        if (id == null || aggregateType == null || reply.key() == null) {
            return;
        }
        boolean replayed = reply.headers().lastHeader(MessageHeaders.REPLAYED) != null;
        Header sender = reply.headers().lastHeader(MessageHeaders.GATEWAY);
        completer.take(new CommandReply(
                aggregateType,
                new String(reply.key(), UTF_8),
                id,
                () -> codec.decode(reply.topic(), reply.value(), OutcomeRecord.class),
                replayed,
                sender == null ? null : sender.value()));
    }

    private static @Nullable String text(ConsumerRecord<byte[], byte[]> reply, String name) {
        Header header = reply.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private void pause() {
        try {
            Thread.sleep(ERROR_PAUSE.toMillis());
        } catch (InterruptedException e) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(timeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
