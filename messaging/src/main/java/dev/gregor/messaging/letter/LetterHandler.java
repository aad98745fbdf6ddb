package dev.gregor.messaging.letter;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What handles the letters of a subscription in this process. */
@FunctionalInterface
public interface LetterHandler {

    /**
     * Calls the handlers with a letter, and keeps nothing of what they do by means of Gregor. What they do otherwise is done.
     *
     * @param record its record
     * @param timeout after which the handlers are interrupted
     */
    DryRun dryRun(DeadLetter letter, ConsumerRecord<byte[], byte[]> record, Duration timeout);
}
