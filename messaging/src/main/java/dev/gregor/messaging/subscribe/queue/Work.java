package dev.gregor.messaging.subscribe.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.publish.RecordSender;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a message of a queue before it is acknowledged: it is handled, and what its handler publishes is sent. A message that
 * fails goes to the topic of failures, and so does one of which several deliveries have not ended: the process may end with the next one,
 * too, and after the last one that brokers allow they drop it. Thread-safe.
 */
final class Work {

    private static final long FIRST_DELAY_MILLIS = Duration.ofSeconds(1).toMillis();
    private static final long LONGEST_DELAY_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Function<Received, Outcome> handling;
    private final RecordSender sender;
    private final String failures;
    private final int lastDelivery;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Throwable down;

    Work(Function<Received, Outcome> handling, RecordSender sender, String failures, int lastDelivery) {
        this.handling = handling;
        this.sender = sender;
        this.failures = failures;
        this.lastDelivery = lastDelivery;
    }

    /** Does it, and says how the message is to be acknowledged. */
    AcknowledgeType on(Received received) {
        int delivery = received.record().deliveryCount().orElse((short) 1);
        if (delivery >= lastDelivery) {
            fail(received, delivery);
            return AcknowledgeType.ACCEPT;
        }
        Outcome outcome = handle(received);
        if (outcome instanceof Outcome.Down) {
            return AcknowledgeType.RELEASE;
        }
        if (!(outcome instanceof Outcome.Done done) || !publish(done.published())) {
            fail(received, 0);
        }
        return AcknowledgeType.ACCEPT;
    }

    /** Tries until the service that it needs answers, or nothing more is to be begun. */
    private Outcome handle(Received received) {
        long delay = FIRST_DELAY_MILLIS;
        Outcome outcome = handling.apply(received);
        while (outcome instanceof Outcome.Down isDown) {
            down = isDown.reason();
            if (isClosingWithin(delay)) {
                return outcome;
            }
            delay = Math.min(2 * delay, LONGEST_DELAY_MILLIS);
            outcome = handling.apply(received);
        }
        down = null;
        return outcome;
    }

    private boolean isClosingWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether all of them are published; not if one of them is refused. */
    private boolean publish(List<ProducerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<RecordMetadata>> sent =
                records.stream().map(this::send).toList();
        try {
            sent.forEach(CompletableFuture::join);
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof PermanentException) {
                return false;
            }
            throw e;
        }
    }

    /** Hands a message over, with all that it has. */
    private void fail(Received received, int deliveries) {
        ConsumerRecord<byte[], byte[]> record = received.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.add(QueueHeaders.PLACE, received.place().toString().getBytes(UTF_8));
        if (deliveries > 0) {
            headers.add(QueueHeaders.DELIVERIES, String.valueOf(deliveries).getBytes(UTF_8));
        }
        send(new ProducerRecord<>(
                        failures, null, Math.max(0, record.timestamp()), record.key(), record.value(), headers))
                .join();
    }

    private CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return sender.send(() -> record, "A message for topic '%s'".formatted(record.topic()), Function.identity());
    }

    /** Begins no further try. */
    void close() {
        closing.countDown();
    }

    /** What does not answer. */
    Optional<Throwable> down() {
        return Optional.ofNullable(down);
    }
}
