package dev.gregor.kafka.rights;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Which failures of Kafka clients mean that the cluster refuses what they do, or their credentials, so that another try fails alike. */
public final class Refusal {

    /** Offsets of a topic that may not be read fail so within a transaction, and no exception of a kind of its own comes with it. */
    private static final String REFUSED_OFFSETS = "TxnOffsetCommitResponse: Topic authorization failed";

    private Refusal() {}

    /** The topics that it names; none if it names none, as it often does not. */
    public static Set<String> topics(Throwable failure) {
        Set<String> topics = new HashSet<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof TopicAuthorizationException refused) {
                topics.addAll(refused.unauthorizedTopics());
            }
        }
        return topics;
    }

    /** Whether this or one of its causes does. */
    public static boolean isMeantBy(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof AuthorizationException
                    || each instanceof AuthenticationException
                    || (each instanceof KafkaException
                            && String.valueOf(each.getMessage()).contains(REFUSED_OFFSETS))) {
                return true;
            }
        }
        return false;
    }
}
