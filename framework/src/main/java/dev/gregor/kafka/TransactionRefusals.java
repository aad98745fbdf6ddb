package dev.gregor.kafka;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Tells which records of one transaction were refused. Once one is, the producer fails all that it has not sent yet with the same exception: so
 * a topic that may not be written is the matter of records for this topic, and any other refusal that of the record which failed first. It has
 * to know of all records of the transaction. Thread-safe.
 */
public final class TransactionRefusals {

    private final AtomicBoolean isOneRefused = new AtomicBoolean();

    /**
     * A callback for a record.
     *
     * @param topic the topic of the record
     * @param refused takes why it was refused, on the thread that calls back; nothing if it was not, or failed with another one
     */
    public Callback watch(String topic, Consumer<? super Exception> refused) {
        return (metadata, failure) -> {
            if (failure != null && isRefused(topic, failure)) {
                refused.accept(failure);
            }
        };
    }

    /** A callback for a record of which nobody needs to know whether it was refused. */
    public Callback watch(String topic) {
        return watch(topic, ignored -> {});
    }

    /**
     * Aborts a transaction that has failed: all its callbacks have been called then, so that it is known what was refused.
     *
     * @throws KafkaException the failure, if it cannot be aborted, or the cluster has not answered in time
     */
    public static void abort(Producer<?, ?> producer, KafkaException failure) {
        if (failure instanceof TimeoutException) {
            throw failure;
        }
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** Whether a record of this topic was refused, which has failed so. To be asked once about each failure, in the order in which they come. */
    public boolean isRefused(String topic, Exception failure) {
        if (failure instanceof TopicAuthorizationException unauthorized) {
            return unauthorized.unauthorizedTopics().contains(topic);
        }
        return SendRefusal.isMeantBy(failure) && isOneRefused.compareAndSet(false, true);
    }
}
