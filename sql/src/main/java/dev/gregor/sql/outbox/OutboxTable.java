package dev.gregor.sql.outbox;

import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.PendingTopic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The statements, in the transaction of whoever calls. */
final class OutboxTable {

    /** The highest number of the last batch that was formed, and its rows, as long as they are not marked as published. */
    record Batch(long number, List<Long> rows) {}

    /** How many rows are pending again, and the last of those that were looked at, if there may be more. */
    record Again(int messages, OptionalLong last) {}

    private static final Pattern NAME = Pattern.compile("([a-z_][a-z0-9_]{0,39}\\.)?[a-z_][a-z0-9_]{0,39}");
    private static final int FETCHED = 10;

    private final String name;

    OutboxTable(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a table: expected up to 40 lower-case letters, digits and underscores, after a schema and a dot if need be"
                            .formatted(name));
        }
        this.name = name;
    }

    String name() {
        return name;
    }

    String ddl() {
        return """
                CREATE TABLE ${table} (
                    seq           bigint GENERATED ALWAYS AS IDENTITY,
                    id            text PRIMARY KEY,
                    aggregatetype text NOT NULL,  -- the topic
                    aggregateid   text NOT NULL,  -- the record key
                    type          text NOT NULL,  -- the logical type
                    payload       bytea NOT NULL,
                    specversion   text NOT NULL DEFAULT '1.0',
                    source        text NOT NULL,
                    time          text NOT NULL,
                    correlationid text NOT NULL,
                    causationid   text,
                    traceparent   text,
                    tracestate    text,
                    headers       text,           -- further headers, in JSON
                    published_at  timestamptz
                );
                CREATE INDEX ${index}_pending ON ${table} (seq) WHERE published_at IS NULL;
                CREATE INDEX ${index}_published ON ${table} (published_at) WHERE published_at IS NOT NULL;
                CREATE TABLE ${table}_relay (one boolean PRIMARY KEY DEFAULT true CHECK (one), batch bigint NOT NULL, seqs bigint[] NOT NULL);
                """.replace("${table}", name).replace("${index}", name.substring(name.indexOf('.') + 1));
    }

    /** The lock comes first: the number of a row is drawn when no other transaction can commit a row of the same key any more. */
    void insert(Connection connection, List<ProducerRecord<byte[], byte[]>> records) throws SQLException {
        String sql = "INSERT INTO %s (%s) SELECT %s FROM pg_advisory_xact_lock(hashtextextended(?, 0))"
                .formatted(name, String.join(", ", OutboxRow.COLUMNS), OutboxRow.PLACES);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (ProducerRecord<byte[], byte[]> each : records) {
                int next = OutboxRow.write(each, insert);
                insert.setString(next, "gregor/%s/%s".formatted(name, OutboxRow.lane(each)));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    OutboxStatus status(Connection connection) throws SQLException {
        String sql = "SELECT count(*), min(time::timestamptz) FROM %s WHERE published_at IS NULL".formatted(name);
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            result.next();
            @Nullable OffsetDateTime oldest = result.getObject(2, OffsetDateTime.class);
            return new OutboxStatus(
                    result.getLong(1), Optional.ofNullable(oldest).map(OffsetDateTime::toInstant));
        }
    }

    List<PendingTopic> pendingTopics(Connection connection) throws SQLException {
        String sql = """
                SELECT aggregatetype, count(*), min(time::timestamptz) AS oldest FROM %s WHERE published_at IS NULL
                GROUP BY aggregatetype ORDER BY oldest, aggregatetype""".formatted(name);
        List<PendingTopic> topics = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            while (result.next()) {
                Instant oldest = result.getObject(3, OffsetDateTime.class).toInstant();
                topics.add(new PendingTopic(result.getString(1), result.getLong(2), oldest));
            }
        }
        return topics;
    }

    /** The condition is asked for twice, as that of {@link #cleanUp} is. */
    Again republish(Connection connection, OutboxFilter filter, long after, int limit) throws SQLException {
        String sql = """
                WITH found AS (
                    SELECT seq FROM %1$s WHERE published_at IS NOT NULL AND seq > ?
                    AND (?::text IS NULL OR aggregatetype = ?) AND (?::text IS NULL OR aggregateid = ?) AND (?::text IS NULL OR type = ?)
                    ORDER BY seq LIMIT ?),
                again AS (
                    UPDATE %1$s SET published_at = NULL WHERE published_at IS NOT NULL AND seq IN (SELECT seq FROM found) RETURNING seq)
                SELECT (SELECT count(*) FROM again), (SELECT count(*) FROM found), (SELECT max(seq) FROM found)""".formatted(name);
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            int at = 1;
            update.setLong(at++, after);
            for (@Nullable String each : new @Nullable String[] {filter.topic(), filter.key(), filter.type()}) {
                update.setString(at++, each);
                update.setString(at++, each);
            }
            update.setInt(at, limit);
            try (ResultSet result = update.executeQuery()) {
                result.next();
                boolean isAll = result.getInt(2) < limit;
                return new Again(result.getInt(1), isAll ? OptionalLong.empty() : OptionalLong.of(result.getLong(3)));
            }
        }
    }

    /** The time is asked for twice: rows that somebody makes pending again meanwhile are looked at once more, by the outer condition only. */
    int cleanUp(Connection connection, Instant before, int limit) throws SQLException {
        String sql =
                "DELETE FROM %1$s WHERE published_at < ? AND id IN (SELECT id FROM %1$s WHERE published_at < ? LIMIT ?)"
                        .formatted(name);
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setTimestamp(1, Timestamp.from(before));
            delete.setTimestamp(2, Timestamp.from(before));
            delete.setInt(3, limit);
            return delete.executeUpdate();
        }
    }

    /** Whether this connection may relay: one does at a time. It has the lock until it is closed, or gives the lock back. */
    boolean lock(Connection connection) throws SQLException {
        return ask(connection, "SELECT pg_try_advisory_lock(hashtextextended('gregor.relay.' || ?::regclass::oid, 0))");
    }

    void unlock(Connection connection) throws SQLException {
        ask(connection, "SELECT pg_advisory_unlock(hashtextextended('gregor.relay.' || ?::regclass::oid, 0))");
    }

    private boolean ask(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, name);
            try (ResultSet result = select.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    /** The last batch, made if there was none. */
    Batch lastBatch(Connection connection) throws SQLException {
        String insert = "INSERT INTO %s_relay (batch, seqs) VALUES (0, '{}') ON CONFLICT DO NOTHING".formatted(name);
        try (PreparedStatement first = connection.prepareStatement(insert)) {
            first.executeUpdate();
        }
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT batch, seqs FROM %s_relay".formatted(name));
                ResultSet result = select.executeQuery()) {
            result.next();
            return new Batch(
                    result.getLong(1), List.of((Long[]) result.getArray(2).getArray()));
        }
    }

    /**
     * Puts a batch in the place of the one before.
     *
     * @return false if that is not there: somebody else relays
     */
    boolean replaceBatch(Connection connection, long before, Batch next) throws SQLException {
        String sql = "UPDATE %s_relay SET batch = ?, seqs = ? WHERE batch = ?".formatted(name);
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, next.number());
            update.setArray(2, connection.createArrayOf("bigint", next.rows().toArray()));
            update.setLong(3, before);
            return update.executeUpdate() == 1;
        }
    }

    /** The first rows that are not published and may be, up to so many of them and bytes; one at least, if there is one. */
    List<OutboxRow> pending(Connection connection, Collection<String> heldBack, int rows, long bytes)
            throws SQLException {
        String sql = """
                SELECT seq, %s FROM %s WHERE published_at IS NULL
                AND aggregatetype <> ALL (?) AND aggregatetype || '/' || aggregateid <> ALL (?) ORDER BY seq LIMIT ?""".formatted(String.join(", ", OutboxRow.COLUMNS), name);
        List<OutboxRow> pending = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(FETCHED);
            for (int at = 1; at <= 2; at++) {
                select.setArray(at, connection.createArrayOf("text", heldBack.toArray()));
            }
            select.setInt(3, rows);
            long read = 0;
            try (ResultSet result = select.executeQuery()) {
                while (read < bytes && result.next()) {
                    OutboxRow row = OutboxRow.read(result);
                    pending.add(row);
                    read += row.record().value().length;
                }
            }
        }
        return pending;
    }

    /** Notes that rows are published, or deletes them. */
    void published(Connection connection, List<Long> rows, boolean keep) throws SQLException {
        String where = " WHERE seq = ANY (?) AND published_at IS NULL";
        String sql = (keep ? "UPDATE %s SET published_at = now()" : "DELETE FROM %s").formatted(name) + where;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, connection.createArrayOf("bigint", rows.toArray()));
            update.executeUpdate();
        }
    }
}
