package dev.gregor.messaging.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What operators do with an outbox: see what is pending, publish messages again, and delete those that are published. {@code gregor-sql}
 * has it for a table: {@code Outbox.operations(dataSource)}.
 *
 * <p>Each call is a transaction of its own. All of them block, and throw a {@link dev.gregor.failure.TransientException} with what the
 * database says if it does not do what it has to. Safe for use by many threads.
 */
public interface OutboxOperations {

    /** What is not known to be published, by topic, the one that has waited longest first: topics without such messages are left out. */
    List<PendingTopic> pendingTopics();

    /**
     * Publishes messages again that are still there: as they were, with the same ids, in the order in which they were written. Those that
     * are pending are passed over.
     *
     * @param cursor the cursor of the call before, with the same filter; empty to begin with the oldest message
     * @param limit how many, at most
     * @throws IllegalArgumentException if the cursor is none that a call has returned
     */
    Republished republish(OutboxFilter filter, Optional<String> cursor, int limit);

    /**
     * Deletes messages that were published before a time.
     *
     * @param limit how many, at most
     * @return how many; fewer than the limit if there are no more
     */
    int cleanUp(Instant before, int limit);
}
