package dev.gregor.sql.thread;

import dev.gregor.live.DaemonThreads;
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

/** A thread with a connection, which begins anew with another one after a failure. Safe for use by many threads. */
public final class DatabaseThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseThread.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final String what;
    private final DataSource database;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Optional<String> obstacle = Optional.empty();
    private @Nullable Thread thread;

    /** What is done with a connection that is in READ COMMITTED and commits when it is told to. */
    @FunctionalInterface
    public interface Work {

        /** Works until {@link #isClosing} says so. */
        void with(Connection connection) throws SQLException;
    }

    /** Begins with {@link #start}. */
    public DatabaseThread(String what, DataSource database) {
        this.what = what;
        this.database = database;
    }

    /** Starts it, once. */
    public void start(Work work) {
        Thread started = DaemonThreads.of(what, () -> run(work));
        thread = started;
        started.start();
    }

    private void run(Work work) {
        while (!isClosing(Duration.ZERO)) {
            try (Connection connection = database.getConnection()) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(false);
                work.with(connection);
            } catch (Exception | Error e) {
                tell(Optional.of("%s has failed, and begins anew: %s".formatted(what, e)), e);
                isClosing(PAUSE);
            }
        }
    }

    /** Notes what it waits for, if it waits. */
    public void tell(Optional<String> found) {
        tell(found, null);
    }

    private void tell(Optional<String> found, @Nullable Throwable cause) {
        if (!obstacle.equals(found)) {
            found.ifPresent(text -> LOG.warn(text, cause));
        }
        obstacle = found;
    }

    /** What it waits for. */
    public Optional<String> obstacle() {
        return obstacle;
    }

    /** Whether it is to end, which is waited for up to this time. */
    public boolean isClosing(Duration limit) {
        try {
            return closing.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Has it end, within 30 seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread != null) {
                thread.join(CLOSE_LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
