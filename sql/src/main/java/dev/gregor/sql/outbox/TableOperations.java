package dev.gregor.sql.outbox;

import dev.gregor.failure.TransientException;
import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.outbox.PendingTopic;
import dev.gregor.messaging.outbox.Republished;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Asks a table, each time with a connection of its own. */
final class TableOperations implements OutboxOperations {

    /** One statement. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private final DataSource database;
    private final OutboxTable table;

    TableOperations(DataSource database, OutboxTable table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public List<PendingTopic> pendingTopics() {
        return answer(table::pendingTopics);
    }

    /** The cursor is the number of the last row. */
    @Override
    public Republished republish(OutboxFilter filter, Optional<String> cursor, int limit) {
        long after = cursor.map(TableOperations::number).orElse(0L);
        OutboxTable.Again again = answer(connection -> table.republish(connection, filter, after, limit));
        return new Republished(
                again.messages(),
                again.last().isPresent()
                        ? Optional.of(Long.toString(again.last().getAsLong()))
                        : Optional.empty());
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no cursor of a call before".formatted(cursor), e);
        }
    }

    @Override
    public int cleanUp(Instant before, int limit) {
        return answer(connection -> table.cleanUp(connection, before, limit));
    }

    /** Each statement commits by itself. */
    private <T> T answer(Question<T> question) {
        try (Connection connection = database.getConnection()) {
            boolean commits = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                return question.ask(connection);
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(commits);
                }
            }
        } catch (SQLException e) {
            throw new TransientException(
                    "The database does not answer for the outbox '%s': %s".formatted(table.name(), e.getMessage()), e);
        }
    }
}
