package dev.gregor.event;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.EventMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recorded event that cannot be read, or is of no use: its type is unknown here, its bytes are no such record, an upcaster
 * throws. What is unknown here may be known to another instance, which runs a newer version.
 */
public final class UnreadableEventException extends PermanentException {

    private final @Nullable transient EventMetadata event;
    private final boolean unknown;

    private UnreadableEventException(
            String message, @Nullable EventMetadata event, boolean unknown, @Nullable Throwable cause) {
        super(message, cause);
        this.event = event;
        this.unknown = unknown;
    }

    /** An event that something fails for, such as {@code "cannot be read"}. */
    public static UnreadableEventException of(EventMetadata event, String failure, Throwable reason) {
        String text = reason instanceof StackOverflowError ? "it is nested too deep" : reason.getMessage();
        String message = "Event '%s' ('%s') %s: %s"
                .formatted(event.id(), event.type(), failure, text == null ? reason.toString() : text);
        return new UnreadableEventException(message, event, reason instanceof UnknownEventException, reason);
    }

    /** A record of an events topic that does not even say which event it is. */
    public static UnreadableEventException noEvent(String record, Throwable reason) {
        return new UnreadableEventException(
                "Record %s is no event: %s".formatted(record, reason.getMessage()), null, false, reason);
    }

    /** What another process has told of an event; it has said all of the message. */
    public static UnreadableEventException told(String message, @Nullable EventMetadata event, boolean unknown) {
        return new UnreadableEventException(message, event, unknown, null);
    }

    /** Which event it is; empty if the record does not say. */
    public Optional<EventMetadata> event() {
        return Optional.ofNullable(event);
    }

    /** Whether it may be readable for an instance that runs a newer version, and must not be passed over here. */
    public boolean isUnknown() {
        return unknown;
    }
}
