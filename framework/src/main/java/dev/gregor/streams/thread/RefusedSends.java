package dev.gregor.streams.thread;

import dev.gregor.kafka.SendRefusal;
import dev.gregor.kafka.TransactionRefusals;
import dev.gregor.kafka.rights.Refusal;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells a processor which of the records that it handled led to a {@link RefusedSend}. The refusal comes later, from a thread of
 * the producer, and the transaction is aborted then; so the processor says what it is at before it sends, and handles that
 * otherwise when it comes again.
 *
 * <p>Works within a {@link dev.gregor.streams.StreamsApplication}, whose producers tell of each send. Each stream thread has one.
 */
public final class RefusedSends {

    private @Nullable Predicate<RefusedSend> listener;
    private @Nullable Predicate<Set<String>> passing;
    private TransactionRefusals transaction = new TransactionRefusals();
    private volatile boolean areKnown;

    RefusedSends() {}

    /**
     * Does some work, and tells of its sends that are refused, also long after it.
     *
     * @param newListener takes them on another thread, and answers whether the work will end otherwise when it is done again
     */
    public void during(Runnable work, Predicate<RefusedSend> newListener) {
        listener = newListener;
        try {
            work.run();
        } finally {
            listener = null;
        }
    }

    /**
     * Tells a processor of topics that may not be written, if it chooses topics by what it reads.
     *
     * @param newListener answers whether it passes over these topics from now on, so that the work goes on when it is done again
     */
    public void passingOver(Predicate<Set<String>> newListener) {
        passing = newListener;
    }

    /** The same callback, with an eye on refusals. */
    Callback watch(ProducerRecord<byte[], byte[]> record, Callback callback) {
        @Nullable Predicate<RefusedSend> current = listener;
        TransactionRefusals refusals = transaction;
        return (metadata, failure) -> {
            if (failure != null
                    && refusals.isRefused(record.topic(), failure)
                    && current != null
                    && SendRefusal.isOfRecord(failure)
                    && current.test(RefusedSend.of(record, failure))) {
                areKnown = true;
            }
            callback.onCompletion(metadata, failure);
        };
    }

    /** What is sent from now on is of another transaction. */
    void onTransactionEnd() {
        transaction = new TransactionRefusals();
    }

    /** Whether this thread, which fails, does so for a refusal that will not come again. */
    public boolean areKnown(Throwable failure) {
        Set<String> topics = Refusal.topics(failure);
        return areKnown || (passing != null && !topics.isEmpty() && passing.test(topics));
    }
}
