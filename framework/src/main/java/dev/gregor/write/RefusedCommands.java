package dev.gregor.write;

import dev.gregor.failure.PermanentException;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.write.storage.TooLargeException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The commands whose transaction was aborted because a record that they led to was refused. Handled again, such a command becomes a
 * dead letter; if that is refused too, it is cut to the reason and the place of the command, and there is no reply. Thread-safe.
 */
final class RefusedCommands {

    private static final int MAX_REFUSALS = 2;

    private final Map<RecordId, Refusal> refusals = new ConcurrentHashMap<>();

    private record RecordId(String topic, int partition, long offset) {

        static RecordId of(RecordMetadata origin) {
            return new RecordId(origin.topic(), origin.partition(), origin.offset());
        }
    }

    /** The first refusal, which is the reason, and how many there were. */
    private record Refusal(RefusedSend send, int count) {}

    /**
     * Notes that a record of this command was refused.
     *
     * @return whether the next attempt will send less
     */
    boolean add(RecordMetadata origin, RefusedSend send) {
        Refusal refusal = refusals.merge(
                RecordId.of(origin),
                new Refusal(send, 1),
                (first, again) -> new Refusal(first.send(), first.count() + 1));
        return refusal.count() <= MAX_REFUSALS;
    }

    /**
     * Goes on if no record of this command was refused.
     *
     * @throws PermanentException with the reason; the refusal is forgotten once the dead letter is committed
     */
    void requireNone(RecordMetadata origin) {
        Refusal refusal = refusals.get(RecordId.of(origin));
        if (refusal != null) {
            StreamThreadContext.current().afterCommit().add(() -> refusals.remove(RecordId.of(origin)));
            throw exception(refusal.send());
        }
    }

    /** Whether the dead letter of this command, or the reply with it, was refused too. */
    boolean isLetterRefused(RecordMetadata origin) {
        Refusal refusal = refusals.get(RecordId.of(origin));
        return refusal != null && refusal.count() > 1;
    }

    private static PermanentException exception(RefusedSend send) {
        return send.isTooLarge()
                ? new TooLargeException(
                        "A record for topic '%s' with %d bytes was refused (%s); make it smaller or raise max.message.bytes of the topic"
                                .formatted(
                                        send.topic(),
                                        send.bytes(),
                                        send.reason().getMessage()),
                        send.reason())
                : new PermanentException(
                        "A record for topic '%s' was refused (%s); check the settings of the topic"
                                .formatted(send.topic(), send.reason().getMessage()),
                        send.reason());
    }
}
