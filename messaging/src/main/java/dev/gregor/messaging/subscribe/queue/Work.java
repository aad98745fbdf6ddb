package dev.gregor.messaging.subscribe.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.kafka.rights.Refusal;
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
import java.util.function.Supplier;
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
 * too, and after the last one that brokers allow they drop it. What does not answer is waited for. Thread-safe.
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

    /** It is closed while something is waited for. */
    private static final class ClosingException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Work(Function<Received, Outcome> handling, RecordSender sender, String failures, int lastDelivery) {
        this.handling = handling;
        this.sender = sender;
        this.failures = failures;
        this.lastDelivery = lastDelivery;
    }

    /** Does it, and says how the message is to be acknowledged. */
    AcknowledgeType on(Received received) {
        int delivery = received.record().deliveryCount().orElse((short) 1);
        try {
            if (delivery >= lastDelivery) {
                fail(received, delivery);
            } else {
                handle(received);
            }
            return AcknowledgeType.ACCEPT;
        } catch (ClosingException e) {
            return leave(received, delivery);
        }
    }

    /** A message that is left counts as delivered. Before it has been left too often it goes to the failures, to be handled from there. */
    private AcknowledgeType leave(Received received, int delivery) {
        if (delivery < lastDelivery - 1) {
            return AcknowledgeType.RELEASE;
        }
        try {
            send(failure(received, 0)).join();
            return AcknowledgeType.ACCEPT;
        } catch (RuntimeException e) {
            return AcknowledgeType.RELEASE;
        }
    }

    private void handle(Received received) {
        Outcome outcome = waiting(() -> {
            Outcome ended = handling.apply(received);
            if (ended instanceof Outcome.Down isDown) {
                throw new CompletionException(isDown.reason());
            }
            return ended;
        });
        if (!(outcome instanceof Outcome.Done done) || !publish(done.published())) {
            fail(received, 0);
        }
    }

    /** Whether all of them are published; not if one of them is refused. */
    private boolean publish(List<ProducerRecord<byte[], byte[]>> records) {
        List<Sending> sent = records.stream().map(Sending::new).toList();
        boolean all = true;
        for (Sending each : sent) {
            all &= waiting(each::isTaken);
        }
        return all;
    }

    /** A record that is sent until the brokers take or refuse it. */
    private final class Sending {

        private final ProducerRecord<byte[], byte[]> record;
        private CompletableFuture<RecordMetadata> sent;

        Sending(ProducerRecord<byte[], byte[]> record) {
            this.record = record;
            this.sent = send(record);
        }

        /** Whether it is taken, not refused for what it is. A topic that may not be written is waited for. */
        boolean isTaken() {
            try {
                sent.join();
                return true;
            } catch (CompletionException e) {
                if (e.getCause() instanceof PermanentException refusal
                        && Refusal.topics(refusal).isEmpty()) {
                    return false;
                }
                sent = send(record);
                throw e;
            }
        }
    }

    /** Hands a message over; until that is done, it is not lost. */
    private void fail(Received received, int deliveries) {
        waiting(() -> send(failure(received, deliveries)).join());
    }

    /** Tries until it is done, or nothing more is to be begun. */
    private <T> T waiting(Supplier<T> attempt) {
        for (long delay = FIRST_DELAY_MILLIS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MILLIS)) {
            try {
                T done = attempt.get();
                down = null;
                return done;
            } catch (RuntimeException e) {
                down = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
                if (isClosingWithin(delay)) {
                    throw new ClosingException();
                }
            }
        }
    }

    private boolean isClosingWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private ProducerRecord<byte[], byte[]> failure(Received received, int deliveries) {
        ConsumerRecord<byte[], byte[]> record = received.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.remove(QueueHeaders.PLACE).remove(QueueHeaders.DELIVERIES);
        headers.add(QueueHeaders.PLACE, received.place().toString().getBytes(UTF_8));
        if (deliveries > 0) {
            headers.add(QueueHeaders.DELIVERIES, String.valueOf(deliveries).getBytes(UTF_8));
        }
        return new ProducerRecord<>(
                failures, null, Math.max(0, record.timestamp()), record.key(), record.value(), headers);
    }

    private CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return sender.send(
                () -> record, () -> "A message for topic '%s'".formatted(record.topic()), Function.identity());
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
