package dev.gregor.messaging.publish;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What it means that brokers did not take a record. */
public final class SendFailure {

    private SendFailure() {}

    /** Permanent where the same record will be refused again; everything else may be otherwise next time. */
    static GregorException of(String what, Throwable failure) {
        if (failure instanceof GregorException ours) {
            return ours;
        }
        String message = "%s was not published: %s".formatted(what, failure);
        return isRefusal(failure)
                ? new PermanentException(message + "; it will be refused again", failure)
                : new TransientException(message + "; publish again with the same id", failure);
    }

    /** Whether the same record will be refused again. */
    public static boolean isRefusal(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof AuthorizationException
                || failure instanceof InvalidTopicException
                || failure instanceof InvalidConfigurationException
                || failure instanceof SerializationException;
    }
}
