package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.live.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the answers to questions about schedules: reads the topic of answers from the first question on. Thread-safe. */
final class Questions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long LIMIT_SECONDS = 30;

    private final Map<String, Object> config;
    private final TopicPartition replies;
    private final String asker = UUID.randomUUID().toString();
    private final byte[] askerKey = asker.getBytes(UTF_8);
    private final Map<String, CompletableFuture<ScheduleReply>> waiting = new ConcurrentHashMap<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread reader;
    private volatile boolean closed;

    Questions(ScheduleSettings settings) {
        this.config =
                KafkaClients.reader(KafkaClients.withoutIds(settings.messaging().kafka()));
        this.replies = new TopicPartition(settings.replies(), 0);
    }

    /** A question that is to be sent with these headers, and the answer to it. */
    CompletableFuture<ScheduleReply> ask(Headers headers) {
        open();
        String question = UUID.randomUUID().toString();
        ScheduleHeaders.put(headers, ScheduleHeaders.REPLY_TO, asker);
        ScheduleHeaders.put(headers, ScheduleHeaders.QUESTION, question);
        CompletableFuture<ScheduleReply> answer = new CompletableFuture<>();
        waiting.put(question, answer);
        return answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((reply, failure) -> waiting.remove(question))
                .exceptionally(failure -> {
                    throw failure instanceof TimeoutException
                            ? new TransientException(
                                    "A question about schedules was not answered within %d s: see why they are not delivered, and ask again"
                                            .formatted(LIMIT_SECONDS))
                            : new TransientException(
                                    "A question about schedules was not answered: " + failure, failure);
                });
    }

    private synchronized void open() {
        if (closed) {
            throw new IllegalStateException("The schedules are closed; start them again");
        }
        if (reader == null) {
            KafkaConsumer<byte[], byte[]> opened = KafkaClients.consumer(config);
            opened.assign(List.of(replies));
            opened.seekToEnd(List.of(replies));
            opened.position(replies);
            consumer = opened;
            reader = DaemonThreads.of("gregor-schedule-answers", () -> read(opened));
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
            from.poll(POLL).forEach(this::answer);
        } catch (WakeupException e) {
            closed = true;
        } catch (KafkaException e) {
            LOG.warn("Topic {} cannot be read; trying on", replies.topic(), e);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void answer(ConsumerRecord<byte[], byte[]> record) {
        if (!Arrays.equals(record.key(), askerKey)) {
            return;
        }
        try {
            ScheduleReply reply = ScheduleReply.decode(record.value());
            CompletableFuture<ScheduleReply> answer = waiting.get(reply.question());
            if (answer != null) {
                answer.completeAsync(() -> reply);
            }
        } catch (IOException e) {
            LOG.error("An answer in {} at offset {} cannot be read", replies, record.offset(), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (consumer != null && reader != null) {
            consumer.wakeup();
            try {
                reader.join(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        waiting.values()
                .forEach(each -> each.completeExceptionally(new TransientException("The schedules are closed")));
    }
}
