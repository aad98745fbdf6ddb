package dev.gregor.messaging.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.live.DaemonThreads;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.envelope.ReplyTo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;

/** Waits for the replies to requests. Thread-safe. */
final class Requests implements AutoCloseable {

    /** Nobody waits longer for a reply. */
    private static final Duration RETENTION = Duration.ofHours(1);

    private final MessagingSettings settings;
    private final ReplyTo replyTo;
    private final ReplyReader reader;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("gregor-requests"));
    private final Map<String, CompletableFuture<ConsumerRecord<byte[], byte[]>>> waiting = new ConcurrentHashMap<>();
    private boolean isOpen;

    Requests(MessagingSettings settings) {
        this.settings = settings;
        this.replyTo = ReplyTo.of(settings.app(), UUID.randomUUID().toString());
        this.reader = new ReplyReader(settings, replyTo.topic(), replyTo.key().getBytes(UTF_8), this::take);
    }

    <R extends SpecificRecord> CompletableFuture<Message<R>> send(
            OutgoingMessage request,
            Class<R> type,
            Duration timeout,
            Function<OutgoingMessage, CompletableFuture<Published>> publish) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(RETENTION) > 0) {
            throw new IllegalArgumentException(
                    "The timeout is %s: give more than nothing, and %s at most".formatted(timeout, RETENTION));
        }
        open();
        CompletableFuture<ConsumerRecord<byte[], byte[]>> reply = new CompletableFuture<>();
        wait(request, reply);
        publish.apply(replyTo.in(request)).whenComplete((published, failure) -> {
            if (failure != null) {
                reply.completeExceptionally(failure);
            }
        });
        return reply.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(
                        (record, failure) -> {
                            waiting.remove(request.id(), reply);
                            if (failure != null) {
                                throw failure instanceof TimeoutException
                                        ? late(request, timeout)
                                        : new CompletionException(failure);
                            }
                            return new Message<>(
                                    MessageMetadata.of(record),
                                    settings.codec().decode(record.topic(), record.value(), type));
                        },
                        threads);
    }

    private void wait(OutgoingMessage request, CompletableFuture<ConsumerRecord<byte[], byte[]>> reply) {
        if (waiting.size() >= Publisher.MAX_WAITING) {
            throw new TransientException(
                    "%d requests wait for their replies: ask again later".formatted(waiting.size()));
        }
        if (waiting.putIfAbsent(request.id(), reply) != null) {
            throw new IllegalArgumentException(
                    "A request with id %s waits for its reply: give each its own id".formatted(request.id()));
        }
    }

    private static TransientException late(OutgoingMessage request, Duration timeout) {
        return new TransientException(
                "There was no reply to message %s for topic '%s' within %s; it may be handled later"
                        .formatted(request.id(), request.topic(), timeout));
    }

    private synchronized void open() {
        if (isOpen) {
            return;
        }
        try (Admin admin = Admin.create(KafkaClients.withoutIds(settings.kafka()))) {
            Optional<TopicDescription> present = AdminCalls.describe(admin, replyTo.topic());
            if (present.isPresent() && present.get().partitions().size() != 1) {
                throw new PermanentException(
                        "Topic %s has %d partitions, expected 1: delete it, and it is made as it has to be"
                                .formatted(
                                        replyTo.topic(),
                                        present.get().partitions().size()));
            }
            if (present.isEmpty()) {
                NewTopic topic = new NewTopic(replyTo.topic(), Optional.of(1), Optional.empty())
                        .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(RETENTION.toMillis())));
                AdminCalls.create(admin, topic);
            }
        }
        try {
            reader.open();
        } catch (KafkaException e) {
            throw new TransientException("Topic %s cannot be read: %s".formatted(replyTo.topic(), e.getMessage()), e);
        }
        isOpen = true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Optional.ofNullable(record.headers().lastHeader(MessageHeaders.CAUSATION_ID))
                .map(Header::value)
                .map(request -> waiting.get(new String(request, UTF_8)))
                .ifPresent(each -> each.complete(record));
    }

    @Override
    public void close() {
        reader.close();
        waiting.values()
                .forEach(each -> each.completeExceptionally(
                        new TransientException("The publisher was closed before there was a reply")));
        threads.shutdown();
    }
}
