package dev.gregor.broker;

import org.jspecify.annotations.Nullable;

/** A broker could not start or had to stop; the message names the folder or port and what to do about it. */
public final class BrokerException extends RuntimeException {

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
