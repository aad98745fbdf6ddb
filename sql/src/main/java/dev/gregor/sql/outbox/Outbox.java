package dev.gregor.sql.outbox;

import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.outbox.PendingTopic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes messages into a table of a PostgreSQL database, in the transaction of the caller: they are published if it commits, and
 * only then. An {@link OutboxRelay} publishes them.
 *
 * <pre>{@code
 * Outbox outbox = Outbox.of(settings);
 * connection.setAutoCommit(false);
 * orders.insert(connection, order);
 * outbox.append(connection, OutgoingMessage.of("order-events", order.id(), new OrderPlaced(...)));
 * connection.commit();
 * }</pre>
 *
 * <p>Messages with the same topic and key are published in the order in which their transactions commit, each once. Safe for use by
 * many threads; the connections belong to the callers.
 */
public final class Outbox {

    private static final String STANDARD_TABLE = "outbox";

    private final MessageEncoder encoder;
    private final OutboxTable table;

    private Outbox(MessagingSettings settings, String table) {
        this.encoder = new MessageEncoder(settings);
        this.table = new OutboxTable(table);
    }

    /** Returns that of the table {@code outbox}. */
    public static Outbox of(MessagingSettings settings) {
        return of(settings, STANDARD_TABLE);
    }

    /**
     * Returns that of a table.
     *
     * @param table lower-case letters, digits and underscores; may begin with a schema and a dot
     * @throws IllegalArgumentException if it is malformed
     */
    public static Outbox of(MessagingSettings settings, String table) {
        return new Outbox(settings, table);
    }

    /** Returns what operators do with the table {@code outbox}, for {@code Gregor.configure().outbox(...)}. */
    public static OutboxOperations operations(DataSource database) {
        return operations(database, STANDARD_TABLE);
    }

    /**
     * Returns what operators do with a table. Each call takes a connection, and gives it back.
     *
     * @param table lower-case letters, digits and underscores; may begin with a schema and a dot
     * @throws IllegalArgumentException if it is malformed
     */
    public static OutboxOperations operations(DataSource database, String table) {
        return new TableOperations(database, new OutboxTable(table));
    }

    /** The statements that create the table and what the relay needs beside it, for a migration. */
    public String ddl() {
        return table.ddl();
    }

    /** Writes a message, as {@link #append(Connection, List)} does. */
    public void append(Connection connection, OutgoingMessage message) throws SQLException {
        append(connection, List.of(message));
    }

    /**
     * Writes messages. Correlation and causation are those of the {@linkplain MessageContext context} of the thread.
     *
     * <p>Until the transaction ends, other transactions wait that write messages with the same topic and key, so that the order of
     * the rows is that of the commits. Two that write several keys in different orders may end in a deadlock, of which the database
     * aborts one.
     *
     * @throws IllegalStateException if the connection commits each statement by itself
     * @throws IllegalArgumentException if the class of the data has no logical type
     * @throws dev.gregor.failure.PermanentException if the data do not follow their schema, the schema is refused, or the record is
     *     too large; nothing was written
     * @throws dev.gregor.failure.TransientException if the store of the schemas does not answer; nothing was written
     * @throws SQLException if the database refuses, as when the id of a message was used before; roll back: PostgreSQL commits nothing
     *     of the transaction, although {@link Connection#commit()} may not say so
     */
    public void append(Connection connection, List<OutgoingMessage> messages) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "The connection commits each statement by itself; call setAutoCommit(false) before the first statement");
        }
        MessageContext context = MessageContext.currentOrNew();
        List<ProducerRecord<byte[], byte[]>> records =
                messages.stream().map(each -> encoder.encode(each, context)).toList();
        table.insert(connection, records);
    }

    /** How many messages are not published yet, and since when. */
    public OutboxStatus status(Connection connection) throws SQLException {
        return table.status(connection);
    }

    /** The same by topic, the one that has waited longest first: topics without such messages are left out. */
    public List<PendingTopic> pendingTopics(Connection connection) throws SQLException {
        return table.pendingTopics(connection);
    }

    /**
     * Publishes messages again that are still in the table: as they were, with the same ids and correlation, in the order in which
     * they were written, and after what is published by now. Takes effect when the caller commits.
     *
     * @return how many
     */
    public int republish(Connection connection, OutboxFilter filter) throws SQLException {
        return table.republish(connection, filter, 0, Integer.MAX_VALUE).messages();
    }

    /**
     * Deletes messages that were published before a time. The relay does so by itself.
     *
     * @return how many
     */
    public int cleanUp(Connection connection, Instant before) throws SQLException {
        return table.cleanUp(connection, before, Integer.MAX_VALUE);
    }
}
