package dev.gregor.streams.thread;

import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * A record that the producer or a broker refused for what it is: sent again it would be refused again, while other records to
 * the same topic are taken.
 *
 * @param topic that it was sent to
 * @param bytes of its value
 * @param reason what the producer or the broker said
 */
public record RefusedSend(String topic, int bytes, Exception reason) {

    private static final Set<Class<?>> TOO_LARGE =
            Set.of(RecordTooLargeException.class, RecordBatchTooLargeException.class);

    /** Whether a failure to send is of this kind. */
    static boolean isMeantBy(Exception failure) {
        return failure instanceof InvalidRecordException || TOO_LARGE.contains(failure.getClass());
    }

    static RefusedSend of(ProducerRecord<byte[], byte[]> record, Exception reason) {
        return new RefusedSend(record.topic(), record.value() == null ? 0 : record.value().length, reason);
    }

    /** Whether it was refused for its size. */
    public boolean isTooLarge() {
        return TOO_LARGE.contains(reason.getClass());
    }
}
