package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.envelope.KnownHeaders;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is to be handled.
 *
 * @param record the record, from its topic or from that of dead letters
 * @param place where it was first
 */
public record Received(ConsumerRecord<byte[], byte[]> record, Place place) {

    /** Finds its headers once. */
    public Received {
        record = KnownHeaders.in(record);
    }

    static Received of(ConsumerRecord<byte[], byte[]> record) {
        return new Received(record, Place.of(record));
    }

    /** About how many bytes it takes. */
    long bytes() {
        return KnownHeaders.bytes(record);
    }
}
