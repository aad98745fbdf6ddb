package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.topic.KeyPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Single messages go by an idempotent producer, batches by a transactional one in a thread of its own. */
final class KafkaPublisher implements Publisher {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final long MAX_BLOCK_MILLIS = 60_000;

    private final MessageEncoder encoder;
    private final KafkaProducer<byte[], byte[]> producer;
    private final BatchTransactions transactions;
    private final ExecutorService batches =
            Executors.newSingleThreadExecutor(DaemonThreads.named("gregor-publish-batches"));
    private final Completions completions = new Completions();
    private final Waiting waiting;
    private final FirstRecords firsts;
    private volatile boolean closed;

    KafkaPublisher(MessagingSettings settings) {
        Map<String, Object> config = ProducerSettings.of(settings);
        this.encoder = new MessageEncoder(settings);
        this.producer = KafkaClients.producer(config);
        this.transactions = new BatchTransactions(settings.app(), config);
        this.waiting = new Waiting(MAX_WAITING, maxBlockMillis(config));
        this.firsts = new FirstRecords(maxBlockMillis(config));
    }

    private static long maxBlockMillis(Map<String, Object> config) {
        Object given = config.get(ProducerConfig.MAX_BLOCK_MS_CONFIG);
        return given == null ? MAX_BLOCK_MILLIS : Long.parseLong(given.toString());
    }

    @Override
    public CompletableFuture<Published> publish(OutgoingMessage message) {
        requireOpen();
        CompletableFuture<Published> published = new CompletableFuture<>();
        int places = 0;
        try {
            ProducerRecord<byte[], byte[]> record = encoder.encode(message, MessageContext.currentOrNew());
            places = enter(1);
            int taken = places;
            send(record, (written, failure) -> complete(published, message, written, failure, taken));
        } catch (GregorException | KafkaException e) {
            waiting.leave(places);
            published.completeExceptionally(SendFailure.of(name(message), e));
        }
        return published;
    }

    private void send(ProducerRecord<byte[], byte[]> record, Callback then) {
        CompletableFuture<Boolean> first = firsts.enter(partition(record));
        if (first == null) {
            producer.send(record, then);
            return;
        }
        try {
            producer.send(record, (written, failure) -> {
                first.complete(failure == null);
                then.onCompletion(written, failure);
            });
        } catch (RuntimeException e) {
            first.complete(false);
            throw e;
        }
    }

    /** As the producer itself chooses it. */
    private TopicPartition partition(ProducerRecord<byte[], byte[]> record) {
        int partitions = producer.partitionsFor(record.topic()).size();
        return new TopicPartition(record.topic(), KeyPartition.of(record.key(), partitions));
    }

    private void complete(
            CompletableFuture<Published> published,
            OutgoingMessage message,
            RecordMetadata written,
            @Nullable Exception failure,
            int places) {
        completions.complete(
                published,
                failure == null ? published(message, written) : null,
                failure == null ? null : SendFailure.of(name(message), failure),
                () -> waiting.leave(places));
    }

    @Override
    public CompletableFuture<List<Published>> publishAll(List<OutgoingMessage> messages) {
        requireOpen();
        CompletableFuture<List<Published>> published = new CompletableFuture<>();
        try {
            List<ProducerRecord<byte[], byte[]>> records = encode(messages);
            int places = enter(messages.size());
            batches.execute(() -> publish(messages, records, published, places));
        } catch (GregorException e) {
            published.completeExceptionally(e);
        }
        return published;
    }

    private List<ProducerRecord<byte[], byte[]>> encode(List<OutgoingMessage> messages) {
        MessageContext context = MessageContext.currentOrNew();
        return messages.stream().map(each -> encoder.encode(each, context)).toList();
    }

    private void publish(
            List<OutgoingMessage> messages,
            List<ProducerRecord<byte[], byte[]>> records,
            CompletableFuture<List<Published>> published,
            int places) {
        List<Published> all = new ArrayList<>();
        @Nullable Throwable failure = null;
        try {
            List<RecordMetadata> written = transactions.send(records);
            for (int i = 0; i < messages.size(); i++) {
                all.add(published(messages.get(i), written.get(i)));
            }
        } catch (RuntimeException e) {
            failure = SendFailure.of("A batch of %d messages".formatted(messages.size()), e);
        }
        completions.complete(published, all, failure, () -> waiting.leave(places));
    }

    /** A dependent of a future does not wait: the place that it waits for may be its own. */
    private int enter(int messages) {
        return completions.areRunning() ? 0 : waiting.enter(messages);
    }

    private static Published published(OutgoingMessage message, RecordMetadata written) {
        return new Published(message.id(), new Place(written.topic(), written.partition(), written.offset()));
    }

    private static String name(OutgoingMessage message) {
        return "Message %s for topic '%s'".formatted(message.id(), message.topic());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The publisher is closed; start another one");
        }
    }

    @Override
    public void close() {
        closed = true;
        batches.shutdown();
        awaitBatches();
        transactions.close();
        producer.close(CLOSE_LIMIT);
        completions.close();
    }

    private void awaitBatches() {
        try {
            batches.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
