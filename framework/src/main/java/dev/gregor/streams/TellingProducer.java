package dev.gregor.streams;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer of a stream thread that tells {@link AfterCommit} and {@link DrainedBatch} how its transactions end. */
final class TellingProducer extends KafkaProducer<byte[], byte[]> {

    TellingProducer(Map<String, Object> config) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Whatever the producer before left open is aborted by this. */
    @Override
    public void initTransactions() {
        aborted();
        super.initTransactions();
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        DrainedBatch.ofThisThread().nothingIsUncommitted();
        AfterCommit.ofThisThread().committed();
    }

    @Override
    public void abortTransaction() {
        aborted();
        super.abortTransaction();
    }

    private static void aborted() {
        DrainedBatch.ofThisThread().nothingIsUncommitted();
        AfterCommit.ofThisThread().aborted();
    }
}
