package dev.gregor.messaging.subscribe.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.CloudEventForm;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.letter.LetterKey;
import dev.gregor.topic.Topics;
import dev.gregor.write.deadletter.DeadLetters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes dead letters: key, value and headers as they came, and the reason in further headers. */
public record LetterWriter(String app, String subscription, boolean broadcast, int maxBytes) {

    private static final int MAX_MESSAGE = 500;

    /** A record that waited for a retry has them already. */
    private static final List<String> OWN_HEADERS =
            List.of(LetterHeaders.SERVICE, LetterHeaders.SUBSCRIPTION, LetterHeaders.TRIES, LetterHeaders.TIME);

    /** Of the headers that are added here. */
    private static final int OWN_BYTES = 1024;

    /** Where a record was, for the part that write side and subscriptions share. */
    private record Origin(String topic, int partition, long offset) implements RecordMetadata {}

    /**
     * The record of a letter.
     *
     * @param tries how often it was handled in vain
     * @param whole whether it has all that the event had; else the reason only
     */
    public ProducerRecord<byte[], byte[]> record(Received received, Throwable reason, int tries, boolean whole) {
        return record(
                received,
                reason,
                tries,
                whole,
                Topics.deadLetters(received.place().topic()));
    }

    /** The same for another topic. */
    ProducerRecord<byte[], byte[]> record(Received received, Throwable reason, int tries, boolean whole, String topic) {
        Place place = received.place();
        ConsumerRecord<byte[], byte[]> record = received.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        if (!record.topic().equals(place.topic())) {
            OWN_HEADERS.forEach(headers::remove);
        }
        add(headers, LetterHeaders.SERVICE, app);
        add(headers, LetterHeaders.SUBSCRIPTION, subscription);
        add(headers, LetterHeaders.TRIES, String.valueOf(tries));
        add(headers, LetterHeaders.TIME, now().toString());
        if (broadcast) {
            add(headers, LetterHeaders.BROADCAST, "true");
        }
        Record<byte[], byte[]> letter = DeadLetters.of(
                new Record<>(record.key(), record.value(), Math.max(0, record.timestamp()), headers),
                new Origin(place.topic(), place.partition(), place.offset()),
                reason,
                whole ? maxBytes - OWN_BYTES : 0);
        return new ProducerRecord<>(
                topic, place.partition(), letter.timestamp(), letter.key(), letter.value(), letter.headers());
    }

    /** The same as an entry of the log. */
    DeadLetter entry(Received received, Throwable reason, int tries) {
        Headers headers = CloudEventForm.headers(received.record());
        String id = text(headers, MessageHeaders.ID, received.place().toString());
        Instant now = now();
        return new DeadLetter(
                subscription,
                received.place(),
                -1,
                LetterKey.text(received.record().key()),
                text(headers, MessageHeaders.TYPE, ""),
                id,
                text(headers, MessageHeaders.CORRELATION_ID, id),
                new DeadLetter.Failure(reason.getClass().getName(), message(reason), tries, now, now),
                null);
    }

    /** An entry after one more failure. */
    DeadLetter again(DeadLetter letter, Throwable reason, int tries) {
        return letter.failedAgain(reason.getClass().getName(), message(reason), tries, now());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String message(Throwable reason) {
        String message = String.valueOf(reason.getMessage());
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }

    private static String text(Headers headers, String name, String otherwise) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? otherwise : new String(header.value(), UTF_8);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
