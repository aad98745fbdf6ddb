package dev.gregor.sql.outbox;

import dev.gregor.failure.GregorException;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.sql.thread.DatabaseThread;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;

/**
 * Publishes the messages of an {@link Outbox}: each once for readers of committed records, those with one topic and key in the order in
 * which their transactions have committed. Several may be started for one table; one of them works, and another one as soon as that
 * one's connection to the database has ended.
 *
 * <pre>{@code
 * try (OutboxRelay relay = OutboxRelay.start(settings, dataSource)) { ... }
 * }</pre>
 *
 * <p>It goes on by itself after failures of the database or of Kafka; {@link #obstacle} says what it waits for. Topics are not created.
 * An application name and a table stand for one database. Safe for use by many threads.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Duration STANDBY = Duration.ofMillis(500);

    private final MessagingSettings messaging;
    private final RelaySettings settings;
    private final OutboxTable table;
    private final DatabaseThread thread;
    private volatile boolean active;

    private OutboxRelay(MessagingSettings messaging, RelaySettings settings, DataSource database) {
        this.messaging = messaging;
        this.settings = settings;
        this.table = new OutboxTable(settings.table());
        this.thread = new DatabaseThread("gregor-relay-" + settings.table(), database);
    }

    /** Returns what a relay needs to be allowed by the authorizer of its cluster, besides Write on the topics of the messages. */
    public static Rights rights(MessagingSettings messaging, RelaySettings settings) {
        return RelayTransactions.rights(messaging, settings.table());
    }

    /** Starts a relay with {@linkplain RelaySettings#standard() standard settings}. */
    public static OutboxRelay start(MessagingSettings messaging, DataSource database) {
        return start(messaging, RelaySettings.standard(), database);
    }

    /**
     * Starts a relay. It keeps one connection, with a lock that belongs to its session in the database: a pool that gives connections for a
     * transaction only, such as PgBouncer may, is no source for it.
     *
     * @throws IllegalArgumentException if the name of the table is malformed
     */
    public static OutboxRelay start(MessagingSettings messaging, RelaySettings settings, DataSource database) {
        OutboxRelay relay = new OutboxRelay(messaging, settings, database);
        relay.thread.start(relay::use);
        return relay;
    }

    /** Whether it is the one that works. */
    public boolean isActive() {
        return active;
    }

    /** Why messages are not published, or some of them, in words for people; empty if all are, or another relay works. */
    public Optional<String> obstacle() {
        return thread.obstacle();
    }

    private void use(Connection connection) throws SQLException {
        while (!lock(connection)) {
            thread.tell(Optional.empty());
            if (thread.isClosing(STANDBY)) {
                return;
            }
        }
        try {
            work(connection);
        } finally {
            active = false;
            release(connection);
        }
    }

    private boolean lock(Connection connection) throws SQLException {
        boolean locked = table.lock(connection);
        connection.commit();
        return locked;
    }

    private void work(Connection connection) throws SQLException {
        try {
            relay(connection);
        } catch (KafkaException | GregorException e) {
            throw new RightsCheck(messaging.kafka()).named(e, rights(messaging, settings));
        }
    }

    private void relay(Connection connection) throws SQLException {
        try (RelaySession session = new RelaySession(messaging, settings, table, connection)) {
            active = true;
            while (!thread.isClosing(Duration.ZERO)) {
                boolean worked = session.round();
                thread.tell(session.obstacle());
                session.cleanUp();
                if (!worked) {
                    thread.isClosing(settings.pollInterval());
                }
            }
            session.end();
        }
    }

    /** The connection may go back to a pool, where the lock would be nobody's. */
    private void release(Connection connection) throws SQLException {
        try {
            connection.rollback();
            table.unlock(connection);
            connection.commit();
        } catch (SQLException e) {
            connection.abort(Runnable::run);
        }
    }

    /** Finishes the batch that is under way, for up to 30 seconds, and lets another relay work. */
    @Override
    public void close() {
        thread.close();
    }
}
