package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;

/** Single messages go by an idempotent producer, batches by a transactional one in a thread of its own. */
final class KafkaPublisher implements Publisher {

    private static final long CLOSE_SECONDS = 30;

    private final String app;
    private final MessageEncoder encoder;
    private final RecordSender sender;
    private final BatchTransactions transactions;
    private final Requests requests;
    private final ExecutorService batches =
            Executors.newSingleThreadExecutor(DaemonThreads.named("gregor-publish-batches"));

    KafkaPublisher(MessagingSettings settings) {
        Map<String, Object> config = ProducerSettings.of(settings);
        this.app = settings.app();
        this.encoder = new MessageEncoder(settings);
        this.sender = new RecordSender("The publisher", config);
        this.requests = new Requests(settings);
        this.transactions = new BatchTransactions(settings.app(), config);
    }

    @Override
    public CompletableFuture<Published> publish(OutgoingMessage message) {
        return sender.send(
                () -> encoder.encode(message, context(message)),
                () -> name(message),
                written -> published(message, written));
    }

    /** A message that belongs to nothing is the first of what belongs to it: its id is the correlation id, as readers take it anyway. */
    private static MessageContext context(OutgoingMessage message) {
        return MessageContext.current().orElseGet(() -> MessageContext.of(message.id()));
    }

    @Override
    public CompletableFuture<List<Published>> publishAll(List<OutgoingMessage> messages) {
        sender.requireOpen();
        CompletableFuture<List<Published>> published = new CompletableFuture<>();
        try {
            List<ProducerRecord<byte[], byte[]>> records = encode(messages);
            int places = sender.enter(messages.size());
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
        try {
            List<RecordMetadata> written = transactions.send(records);
            for (int i = 0; i < messages.size(); i++) {
                all.add(published(messages.get(i), written.get(i)));
            }
        } catch (RuntimeException e) {
            sender.fail(published, "A batch of %d messages".formatted(messages.size()), needed(messages), e, places);
            return;
        }
        sender.complete(published, all, places);
    }

    private Rights needed(List<OutgoingMessage> messages) {
        Rights topics = Rights.of(messages.stream()
                .map(each -> Rights.topic(each.topic(), AclOperation.WRITE))
                .toList());
        return Rights.of(topics, Rights.transactions(BatchTransactions.ids(app)));
    }

    private static Published published(OutgoingMessage message, RecordMetadata written) {
        return new Published(message.id(), new Place(written.topic(), written.partition(), written.offset()));
    }

    @Override
    public <R extends SpecificRecord> CompletableFuture<Message<R>> request(
            OutgoingMessage request, Class<R> reply, Duration timeout) {
        sender.requireOpen();
        MessageContext context = MessageContext.currentOrNew();
        return requests.send(request, reply, timeout, message -> context.call(() -> publish(message)));
    }

    private static String name(OutgoingMessage message) {
        return "Message %s for topic '%s'".formatted(message.id(), message.topic());
    }

    @Override
    public void close() {
        sender.refuseMore();
        batches.shutdown();
        awaitBatches();
        transactions.close();
        sender.close();
        requests.close();
    }

    private void awaitBatches() {
        try {
            batches.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
