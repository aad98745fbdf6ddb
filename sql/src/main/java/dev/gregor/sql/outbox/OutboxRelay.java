package dev.gregor.sql.outbox;

import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration STANDBY = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final MessagingSettings messaging;
    private final RelaySettings settings;
    private final OutboxTable table;
    private final DataSource database;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean active;
    private volatile Optional<String> obstacle = Optional.empty();

    private OutboxRelay(MessagingSettings messaging, RelaySettings settings, DataSource database) {
        this.messaging = messaging;
        this.settings = settings;
        this.table = new OutboxTable(settings.table());
        this.database = database;
        this.thread = DaemonThreads.of("gregor-relay-" + settings.table(), this::run);
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
        relay.thread.start();
        return relay;
    }

    /** Whether it is the one that works. */
    public boolean isActive() {
        return active;
    }

    /** Why messages are not published, or some of them, in words for people; empty if all are, or another relay works. */
    public Optional<String> obstacle() {
        return obstacle;
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try (Connection connection = database.getConnection()) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                use(connection);
            } catch (Exception | Error e) {
                failed(e);
            }
        }
    }

    private void failed(Throwable failure) {
        String reason = "The relay of table %s has failed, and begins anew: %s".formatted(table.name(), failure);
        if (!obstacle.equals(Optional.of(reason))) {
            LOG.warn(reason, failure);
        }
        obstacle = Optional.of(reason);
        isClosing(PAUSE);
    }

    private void use(Connection connection) throws SQLException {
        while (!lock(connection)) {
            obstacle = Optional.empty();
            if (isClosing(STANDBY)) {
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
        try (RelaySession session = new RelaySession(messaging, settings, table, connection)) {
            active = true;
            while (!isClosing(Duration.ZERO)) {
                boolean worked = session.round();
                obstacle = session.obstacle();
                session.cleanUp();
                if (!worked) {
                    isClosing(settings.pollInterval());
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

    private boolean isClosing(Duration limit) {
        try {
            return closing.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Finishes the batch that is under way, for up to 30 seconds, and lets another relay work. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
