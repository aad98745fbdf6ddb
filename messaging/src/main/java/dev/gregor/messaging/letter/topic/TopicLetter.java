package dev.gregor.messaging.letter.topic;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import java.time.Instant;
import java.util.Optional;

/**
 * A record in a topic of dead letters that no subscription has in its list.
 *
 * @param place where the letter is
 * @param writer what has written it
 * @param service whose it was: the consumer group of Spring Kafka, the application of a broadcast subscription; empty if the letter does not say
 * @param origin where the record was before; offset and partition are -1 if the letter does not say
 * @param key the record key as text; empty if there is none
 * @param type the logical type as its header has it; empty if there is none
 * @param exception the class of the exception; empty if the letter does not say
 * @param message its message, cut to 500 characters
 * @param time when the letter was written
 * @param obstacle why it cannot be redriven; nothing if it can
 */
public record TopicLetter(
        Place place,
        Writer writer,
        String service,
        Place origin,
        String key,
        String type,
        String exception,
        String message,
        Instant time,
        Optional<String> obstacle) {

    /** What writes dead letters. */
    public enum Writer {
        /** Spring Kafka: headers {@code kafka_dlt-original-...}, or {@code kafka_original-...} of its topics of retries. */
        SPRING_KAFKA,
        /** Kafka Streams, and Gregor for commands and schedules: headers {@code __streams.errors....}. */
        KAFKA_STREAMS,
        /** A broadcast subscription: another instance may have handled the event. */
        BROADCAST,
        /** Something else, which does not say where the record was. */
        UNKNOWN
    }

    /** What names it: {@code <topic of letters>/<partition>/<offset>}. */
    public String id() {
        return place.toString();
    }

    TopicLetter with(String newObstacle) {
        return new TopicLetter(
                place, writer, service, origin, key, type, exception, message, time, Optional.of(newObstacle));
    }
}
