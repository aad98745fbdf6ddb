package dev.gregor.messaging.publish;

import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches, each in a transaction. After a failure the producer is made anew under the same id, which ends the transaction
 * that the former one may have left open. Not thread-safe, but for {@link #close}.
 */
final class BatchTransactions {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final Map<String, Object> config;
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;

    BatchTransactions(String app, Map<String, Object> config) {
        this.config = ProducerSettings.transactional(config, ids(app) + UUID.randomUUID());
    }

    /** What the ids of the transactions of an application begin with. */
    static String ids(String app) {
        return "gregor-%s-publisher-".formatted(app);
    }

    /** Where each record is, once all are committed. */
    List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records) {
        KafkaProducer<byte[], byte[]> open = open();
        try {
            open.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(each -> sent.add(open.send(each)));
            open.flush();
            List<RecordMetadata> written = new ArrayList<>();
            for (Future<RecordMetadata> each : sent) {
                written.add(each.get());
            }
            open.commitTransaction();
            return written;
        } catch (ExecutionException e) {
            drop(open);
            throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            drop(open);
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted", e);
        } catch (RuntimeException e) {
            drop(open);
            throw e;
        }
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = KafkaClients.producer(config);
            producer = open;
            try {
                open.initTransactions();
            } catch (RuntimeException e) {
                drop(open);
                throw e;
            }
        }
        return open;
    }

    /** Aborts what is open as far as that is known to be possible, so that readers need not wait for the time-out. */
    private void drop(KafkaProducer<byte[], byte[]> open) {
        producer = null;
        try {
            open.abortTransaction();
        } catch (RuntimeException impossible) {
            // The next producer of this id ends the transaction, or its time-out does.
        }
        open.close(Duration.ZERO);
    }

    void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(CLOSE_LIMIT);
        }
    }
}
