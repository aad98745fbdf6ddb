package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.write.deadletter.RecordSize;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is to be handled.
 *
 * @param record the record, from its topic or from that of dead letters
 * @param place where it was first
 * @param bytes how large it is
 */
public record Received(ConsumerRecord<byte[], byte[]> record, Place place, long bytes) {

    /** Such a record. */
    public Received(ConsumerRecord<byte[], byte[]> record, Place place) {
        this(record, place, RecordSize.of(record.key(), record.value(), record.headers()));
    }

    static Received of(ConsumerRecord<byte[], byte[]> record) {
        return new Received(record, Place.of(record));
    }
}
