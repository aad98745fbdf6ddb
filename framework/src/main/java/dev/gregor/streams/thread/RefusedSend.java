package dev.gregor.streams.thread;

import dev.gregor.kafka.SendRefusal;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that the producer or a broker refused for what it is: sent again it would be refused again, while other records to
 * the same topic are taken.
 *
 * @param topic that it was sent to
 * @param bytes of its value
 * @param reason what the producer or the broker said
 */
public record RefusedSend(String topic, int bytes, Exception reason) {

    static RefusedSend of(ProducerRecord<byte[], byte[]> record, Exception reason) {
        return new RefusedSend(record.topic(), record.value() == null ? 0 : record.value().length, reason);
    }

    /** Whether it was refused for its size. */
    public boolean isTooLarge() {
        return SendRefusal.isOfSize(reason);
    }
}
