package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.topic.FirstRecords;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** Sends records by an idempotent producer, so many at once as a {@link Publisher} does. Thread-safe. */
public final class RecordSender implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final long MAX_BLOCK_MILLIS = 60_000;

    private final String name;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Completions completions = new Completions();
    private final Waiting waiting;
    private final FirstRecords firsts;
    private final SendFailures failures;
    private volatile boolean closed;

    /**
     * Sends by a producer of these settings.
     *
     * @param name what is closed when this is, for messages
     */
    public RecordSender(String name, Map<String, Object> config) {
        this.name = name;
        this.producer = KafkaClients.producer(config);
        this.waiting = new Waiting(Publisher.MAX_WAITING, maxBlockMillis(config));
        this.failures = new SendFailures(new RightsCheck(config));
        this.firsts = new FirstRecords(producer, maxBlockMillis(config));
    }

    private static long maxBlockMillis(Map<String, Object> config) {
        Object given = config.get(ProducerConfig.MAX_BLOCK_MS_CONFIG);
        return given == null ? MAX_BLOCK_MILLIS : Long.parseLong(given.toString());
    }

    /**
     * Makes a record and sends it.
     *
     * @param what what is sent, for messages; asked only after a failure
     * @param result what the future completes with
     * @throws IllegalStateException if this is closed
     */
    public <T> CompletableFuture<T> send(
            Supplier<ProducerRecord<byte[], byte[]>> making,
            Supplier<String> what,
            Function<RecordMetadata, T> result) {
        requireOpen();
        CompletableFuture<T> sent = new CompletableFuture<>();
        int places = 0;
        @Nullable ProducerRecord<byte[], byte[]> made = null;
        try {
            ProducerRecord<byte[], byte[]> record = making.get();
            made = record;
            places = enter(1);
            int taken = places;
            firsts.send(record, (written, failure) -> {
                if (failure == null) {
                    complete(sent, result.apply(written), taken);
                } else {
                    fail(sent, what.get(), needed(record), failure, taken);
                }
            });
        } catch (GregorException e) {
            waiting.leave(places);
            sent.completeExceptionally(e);
        } catch (KafkaException e) {
            fail(sent, what.get(), needed(made), e, places);
        }
        return sent;
    }

    private static Rights needed(@Nullable ProducerRecord<byte[], byte[]> record) {
        return record == null ? Rights.none() : Rights.topic(record.topic(), AclOperation.WRITE);
    }

    /** Takes places among those who wait. A dependent of a future does not wait: the place that it waits for may be its own. */
    int enter(int messages) {
        return completions.areRunning() ? 0 : waiting.enter(messages);
    }

    /** Ends well, later, and gives the places back. */
    <T> void complete(CompletableFuture<T> future, T result, int places) {
        completions.complete(future, result, null, () -> waiting.leave(places));
    }

    /** Ends with what it means that something was not taken, once that is known, and gives the places back. */
    <T> void fail(CompletableFuture<T> future, String what, Rights needed, Exception failure, int places) {
        failures.of(what, needed, failure)
                .thenAccept(found -> completions.complete(future, null, found, () -> waiting.leave(places)));
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed; start another one");
        }
    }

    /** Takes nothing more. */
    void refuseMore() {
        closed = true;
        failures.end();
    }

    /** Waits up to 30 seconds for what is under way; what is not sent by then fails. */
    @Override
    public void close() {
        refuseMore();
        producer.close(CLOSE_LIMIT);
        completions.close();
    }
}
