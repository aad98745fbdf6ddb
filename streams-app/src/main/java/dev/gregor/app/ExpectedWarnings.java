package dev.gregor.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Leaves out what Kafka complains of in normal runs, from loggers whose other complaints matter: metadata of a topic that
 * is being created, a controller that is just taking over, and the first record of a transaction that is asked to wait for
 * the end of the one before, while the second is on its way. Nor are those told of topics of Kafka Streams that it has just made and
 * that a broker does not know yet: it asks again at once. A meter that is still there when its task
 * comes back is the right one; and a server that cannot start is reported by the start.
 */
public final class ExpectedWarnings extends TurboFilter {

    private static final String MISSING_METADATA =
            "The metadata response from the cluster reported a recoverable issue";

    /** Of a meter of Kafka, whose thread was given back a task that it had before. */
    private static final String REGISTERED_METER = "has been already registered";

    /** Which the exception says again. */
    private static final String NO_JAVALIN = "Failed to start Javalin";

    private static final String UNKNOWN_TOPIC = "Received unknown topic error for topic {}";

    /** Made by Logback. */
    public ExpectedWarnings() {}

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (!level.isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        boolean expected = (format != null
                        && (format.contains(MISSING_METADATA)
                                || format.contains(REGISTERED_METER)
                                || format.equals(NO_JAVALIN)))
                || isNewInternalTopic(format, arguments)
                || isExpected(thrown);
        return expected ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private static boolean isNewInternalTopic(@Nullable String format, @Nullable Object @Nullable [] arguments) {
        return UNKNOWN_TOPIC.equals(format)
                && arguments != null
                && arguments.length > 0
                && String.valueOf(arguments[0]).matches(".+-(changelog|repartition)");
    }

    private static boolean isExpected(@Nullable Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return cause instanceof OutOfOrderSequenceException || cause instanceof NotControllerException;
    }
}
