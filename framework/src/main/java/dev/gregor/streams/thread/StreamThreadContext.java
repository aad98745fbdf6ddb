package dev.gregor.streams.thread;

import org.jspecify.annotations.Nullable;

/**
 * What a stream thread, its consumer, its producer and its processors know of each other: what is polled and not handled,
 * handled and not committed, sent and refused. Each stream thread has one, which is confined to it.
 */
public final class StreamThreadContext {

    private static final ThreadLocal<StreamThreadContext> CURRENT = ThreadLocal.withInitial(StreamThreadContext::new);

    private final DrainedBatch batch = new DrainedBatch();
    private final AfterCommit afterCommit = new AfterCommit();
    private final RefusedSends refusedSends = new RefusedSends();
    private final CommitThrottle throttle = new CommitThrottle();
    private final WakeUps wakeUps = new WakeUps();
    private @Nullable TransactionAwareProducer producer;
    private boolean polling;

    private StreamThreadContext() {}

    /** That of the current thread. */
    public static StreamThreadContext current() {
        return CURRENT.get();
    }

    /** Forgets that of the current thread, which has run processors without a consumer or a producer, as tests do. */
    public static void forget() {
        CURRENT.remove();
    }

    /** What is polled and not yet handled. */
    public DrainedBatch batch() {
        return batch;
    }

    /** What is to be done once the transaction is committed. */
    public AfterCommit afterCommit() {
        return afterCommit;
    }

    /** What is known of records that were refused. */
    public RefusedSends refusedSends() {
        return refusedSends;
    }

    /** How often it commits keyed events. */
    public CommitThrottle throttle() {
        return throttle;
    }

    /** When its processors are to be punctuated. */
    public WakeUps wakeUps() {
        return wakeUps;
    }

    /**
     * Aborts what the thread has begun, for who reads committed records waits for its end. Kafka Streams does so only once the
     * thread is gone, but for a producer that it has closed, of which nothing is open any more.
     */
    public void abortTransaction() {
        if (producer != null) {
            producer.abortQuietly();
        }
    }

    /** Whether it is in a poll, which is where partitions are taken away and given. */
    boolean isPolling() {
        return polling;
    }

    void polling(boolean newPolling) {
        polling = newPolling;
    }

    void producesBy(TransactionAwareProducer newProducer) {
        producer = newProducer;
    }

    void committed() {
        onTransactionEnd();
        afterCommit.committed();
    }

    void aborted() {
        onTransactionEnd();
        afterCommit.aborted();
    }

    private void onTransactionEnd() {
        batch.onTransactionEnd();
        refusedSends.onTransactionEnd();
    }
}
