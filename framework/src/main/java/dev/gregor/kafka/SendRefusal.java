package dev.gregor.kafka;

import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Which failures to send a record mean that the same record would be refused again. */
public final class SendRefusal {

    private static final Set<Class<?>> TOO_LARGE =
            Set.of(RecordTooLargeException.class, RecordBatchTooLargeException.class);

    private SendRefusal() {}

    /**
     * Whether a producer or a broker refused it for what it is, or for where it was to go; not for who sent it, or for a right of the sender
     * that has nothing to do with the record, as that to a transactional id.
     */
    public static boolean isMeantBy(Throwable failure) {
        return isOfRecord(failure)
                || failure instanceof TopicAuthorizationException
                || failure instanceof InvalidTopicException
                || failure instanceof SerializationException
                || (failure instanceof InvalidConfigurationException && !isOfSender(failure));
    }

    /** These are kinds of an invalid configuration. */
    private static boolean isOfSender(Throwable failure) {
        return failure instanceof AuthenticationException || failure instanceof AuthorizationException;
    }

    /** Whether it was refused for what it is, so that other records to the same topic are taken. */
    public static boolean isOfRecord(Throwable failure) {
        return failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException
                || isOfSize(failure);
    }

    /** Whether it was refused for its size. */
    public static boolean isOfSize(Throwable failure) {
        return TOO_LARGE.contains(failure.getClass());
    }
}
