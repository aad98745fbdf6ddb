package dev.gregor.sql.sink;

import dev.gregor.live.DaemonThreads;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SqlProjection} that runs, in a thread of its own. Instances with the same application and name share the partitions of its topics.
 * The tables are what the events make of them, each counted once, whatever is killed: up to 500 events and their positions are one
 * transaction of the database.
 *
 * <pre>{@code
 * try (SqlSink revenue = SqlSink.start(settings, dataSource, new Revenue())) { ... }
 * }</pre>
 *
 * <p>It goes on by itself after failures; {@link #obstacle} says what it waits for. Safe for use by many threads.
 */
public final class SqlSink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqlSink.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final MessagingSettings settings;
    private final DataSource database;
    private final SqlProjection projection;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<String> obstacle = Optional.empty();

    private SqlSink(MessagingSettings settings, DataSource database, SqlProjection projection) {
        this.settings = settings;
        this.database = database;
        this.projection = projection;
        this.thread = DaemonThreads.of("gregor-sink-" + projection.name(), this::run);
    }

    /** The statements that create the table of positions, for a migration. */
    public static String ddl() {
        return AppliedTable.DDL;
    }

    /**
     * Starts a projection.
     *
     * @throws IllegalArgumentException if it has no topics
     */
    public static SqlSink start(MessagingSettings settings, DataSource database, SqlProjection projection) {
        projection.topics();
        SqlSink sink = new SqlSink(settings, database, projection);
        sink.thread.start();
        return sink;
    }

    /** Why events are not applied, or some of them, in words for people; empty if all are. */
    public Optional<String> obstacle() {
        return obstacle;
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try (Connection connection = database.getConnection()) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                work(connection);
            } catch (Exception | Error e) {
                tell(Optional.of("Projection '%s' has failed, and begins anew: %s".formatted(projection.name(), e)), e);
                isClosing(PAUSE);
            }
        }
    }

    private void work(Connection connection) throws SQLException {
        try (SinkSession session = new SinkSession(settings, projection, connection)) {
            session.requireTopics(projection.topics());
            while (!isClosing(Duration.ZERO)) {
                session.round();
                tell(session.obstacle(), null);
            }
        }
    }

    private void tell(Optional<String> found, @Nullable Throwable cause) {
        if (!obstacle.equals(found)) {
            found.ifPresent(text -> LOG.warn(text, cause));
        }
        obstacle = found;
    }

    private boolean isClosing(Duration limit) {
        try {
            return closing.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Finishes the transaction that is under way, for up to 30 seconds, and leaves the group. */
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
