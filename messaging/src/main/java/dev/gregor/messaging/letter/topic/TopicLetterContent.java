package dev.gregor.messaging.letter.topic;

import dev.gregor.messaging.letter.LetterContent.Header;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A letter with what its record says.
 *
 * @param letter what is known of it
 * @param headers all headers of the record, in order, as text; numbers of Spring Kafka as such
 * @param stackTrace where the exception arose; empty if the letter does not say
 * @param value the value as it came; nothing if there is none
 * @param data the value read with the schema that it names; nothing if it cannot be read
 */
@SuppressWarnings("ArrayRecordComponent") // as it came, never compared
public record TopicLetterContent(
        TopicLetter letter,
        List<Header> headers,
        String stackTrace,
        byte @Nullable [] value,
        Optional<GenericRecord> data) {}
