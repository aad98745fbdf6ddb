package dev.gregor.sql.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.common.TopicPartition;

/** The offset that comes next in each partition, in the transaction of whoever calls. */
record AppliedTable(String projection) {

    static final String DDL = """
            CREATE TABLE gregor_applied (
                projection  text NOT NULL,
                topic       text NOT NULL,
                partition   int NOT NULL,
                next_offset bigint NOT NULL,
                PRIMARY KEY (projection, topic, partition)
            );
            """;

    private static final String WHERE = " WHERE projection = ? AND topic = ? AND partition = ?";

    /** The next offset, which is the given one if there was none. */
    long first(Connection connection, TopicPartition partition, long otherwise) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO gregor_applied (projection, topic, partition, next_offset) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            of(insert, 1, partition);
            insert.setLong(4, otherwise);
            insert.executeUpdate();
        }
        return next(connection, partition, "");
    }

    /** The next offset; nobody else changes it until the transaction ends. */
    long lock(Connection connection, TopicPartition partition) throws SQLException {
        return next(connection, partition, " FOR UPDATE");
    }

    private long next(Connection connection, TopicPartition partition, String lock) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT next_offset FROM gregor_applied" + WHERE + lock)) {
            of(select, 1, partition);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getLong(1) : -1;
            }
        }
    }

    void advance(Connection connection, TopicPartition partition, long next) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE gregor_applied SET next_offset = ?" + WHERE)) {
            update.setLong(1, next);
            of(update, 2, partition);
            if (update.executeUpdate() != 1) {
                throw new SQLException("Table gregor_applied has no row of projection '%s' and partition %s any more"
                        .formatted(projection, partition));
            }
        }
    }

    private void of(PreparedStatement statement, int at, TopicPartition partition) throws SQLException {
        statement.setString(at, projection);
        statement.setString(at + 1, partition.topic());
        statement.setInt(at + 2, partition.partition());
    }
}
