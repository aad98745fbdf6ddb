package dev.gregor.messaging.letter;

import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with what the event says.
 *
 * @param letter what is known of it
 * @param headers all headers of the record, in order, as text
 * @param original the letter with the value that the event had; nothing unless it was edited
 * @param stackTrace where the exception arose, cut
 * @param value the value as it came; nothing if there is none
 * @param data the value read with the schema that it names; nothing if it cannot be read
 */
@SuppressWarnings("ArrayRecordComponent") // as it came, never compared
public record LetterContent(
        DeadLetter letter,
        List<Header> headers,
        Optional<LetterContent> original,
        String stackTrace,
        byte @Nullable [] value,
        Optional<GenericRecord> data) {

    /** A header of a record. */
    public record Header(String name, String value) {}
}
