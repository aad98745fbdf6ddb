package dev.gregor.sql.sink;

import dev.gregor.failure.GregorException;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.sql.thread.DatabaseThread;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;

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

    private final MessagingSettings settings;
    private final SqlProjection projection;
    private final DatabaseThread thread;

    private SqlSink(MessagingSettings settings, DataSource database, SqlProjection projection) {
        this.settings = settings;
        this.projection = projection;
        this.thread = new DatabaseThread("gregor-sink-" + projection.name(), database);
    }

    /** The statements that create the table of positions, for a migration. */
    public static String ddl() {
        return AppliedTable.DDL;
    }

    /** Returns what a projection needs to be allowed by the authorizer of its cluster. */
    public static Rights rights(MessagingSettings settings, SqlProjection projection) {
        return rights(settings, projection.name(), projection.topics());
    }

    /**
     * Returns the same for a projection that is not at hand.
     *
     * @param name its name
     * @param topics the topics that it reads
     */
    public static Rights rights(MessagingSettings settings, String name, Collection<String> topics) {
        return SinkSession.rights(settings, name, topics);
    }

    /**
     * Starts a projection.
     *
     * @throws IllegalArgumentException if it has no topics
     */
    public static SqlSink start(MessagingSettings settings, DataSource database, SqlProjection projection) {
        projection.topics();
        SqlSink sink = new SqlSink(settings, database, projection);
        sink.thread.start(sink::work);
        return sink;
    }

    /** Why events are not applied, or some of them, in words for people; empty if all are. */
    public Optional<String> obstacle() {
        return thread.obstacle();
    }

    private void work(Connection connection) throws SQLException {
        try {
            apply(connection);
        } catch (KafkaException | GregorException e) {
            throw new RightsCheck(settings.kafka()).named(e, rights(settings, projection));
        }
    }

    private void apply(Connection connection) throws SQLException {
        try (SinkSession session = new SinkSession(settings, projection, connection)) {
            session.requireTopics(projection.topics());
            while (!thread.isClosing(Duration.ZERO)) {
                session.round();
                thread.tell(session.obstacle());
            }
        }
    }

    /** Finishes the transaction that is under way, for up to 30 seconds, and leaves the group. */
    @Override
    public void close() {
        thread.close();
    }
}
