package dev.gregor.app.http.security;

import dev.gregor.failure.PermanentException;

/** A file of rules, or one of certificates, cannot be used as it is. */
final class RulesException extends PermanentException {

    RulesException(String message) {
        super(message);
    }

    RulesException(String message, Throwable cause) {
        super(message, cause);
    }
}
