package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.SendRefusal;

/** What it means that brokers did not take a record. */
final class SendFailure {

    private SendFailure() {}

    /** Permanent where the same record will be refused again; everything else may be otherwise next time. */
    static GregorException of(String what, Throwable failure) {
        if (failure instanceof GregorException ours) {
            return ours;
        }
        String message = "%s was not published: %s".formatted(what, failure);
        return SendRefusal.isMeantBy(failure)
                ? new PermanentException(message + "; it will be refused again", failure)
                : new TransientException(message + "; publish again with the same id", failure);
    }
}
