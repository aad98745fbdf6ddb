package dev.gregor.benchmarks.store;

import dev.gregor.benchmarks.machine.Processes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL server. What it has written is the length of its write-ahead log.
 *
 * @param url for JDBC, with user and database
 * @param process the id of its first process
 */
public record PostgresStore(String url, long process) implements Store {

    @Override
    public double cpuSeconds() {
        return Processes.cpuSeconds(process);
    }

    @Override
    public long bytesWritten() {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet length = statement.executeQuery("SELECT pg_current_wal_lsn() - '0/0'")) {
            length.next();
            return length.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not tell the length of its log", e);
        }
    }
}
